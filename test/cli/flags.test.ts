import { expect, test } from 'vitest'
import { spellings } from '../../src/cli/flag.ts'
import { FLAGS } from '../../src/cli/flags.ts'

test('no two flags share a spelling or an option', () => {
  const names = FLAGS.flatMap(spellings)
  const targets = FLAGS.flatMap((flag) => ('target' in flag ? [flag.target] : []))
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(targets).size).toBe(targets.length)
})

test('the original flags and the added ones are told apart', () => {
  const added = FLAGS.filter((flag) => flag.added).map((flag) => flag.long)
  expect(added).toEqual([
    '--aws_log_streams',
    '--lookback-days',
    '--max-object-bytes',
    '--max-eps',
    '--no-pacing',
    '--deadline',
    '--emit',
    '--commit',
    '--summary',
    '--dry-run',
    '--json',
    '--version',
  ])
})
