import { expect, test } from 'vitest'
import { tableLines } from '../../src/cli/text-table.ts'

test('columns are aligned, and left out when they are empty', () => {
  const rows = [
    ['cloudtrail', '', '2'],
    ['vpc', '', '1000'],
  ]
  expect(tableLines(['TYPE', 'FLOW LOG', 'OBJECTS'], rows)).toEqual([
    'TYPE        OBJECTS',
    'cloudtrail  2',
    'vpc         1000',
  ])
})

test('what is stored can neither break a line nor colour it', () => {
  expect(tableLines(['KEY', 'N'], [['a\nb\u001b[31m', '1']])).toEqual(['KEY           N', 'a\\nb\\x1b[31m  1'])
})

const LONG = `${'x'.repeat(60)}end`

test.each([
  [200, LONG, LONG],
  [100, LONG.slice(0, 30), LONG],
  [100, LONG, LONG],
  [120, LONG, `${LONG}${LONG}`],
])('long cells lose their start until a line fits in %d columns', (room, first, second) => {
  const [, line = ''] = tableLines(['A', 'B', 'C'], [[first, second, 'short']], room)
  expect(line.length).toBeLessThanOrEqual(room)
  const [, whole = ''] = tableLines(['A', 'B', 'C'], [[first, second, 'short']])
  if (whole.length <= room) expect(line).toBe(whole)
  else expect(line).toMatch(/…x+end {2}short$/)
})

test('long cells keep forty characters, however narrow the terminal is', () => {
  const [, line] = tableLines(['A', 'B'], [[LONG, LONG]], 20)
  expect(line).toBe(`…${LONG.slice(-39)}  …${LONG.slice(-39)}`)
})
