import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAccessLog } from '../../src/parsers/access-log-line.ts'

function read(text: string): string[][] {
  const records: string[][] = []
  readAccessLog(Buffer.from(text), (fields) => records.push(fields.texts()))
  return records
}

test.each<[string, string[]]>([
  ['a b c', ['a', 'b', 'c']],
  ['', ['']],
  ['a  b', ['a', '', 'b']],
  ['a ', ['a', '']],
  ['[02/Jan/2024:01:15:00 +0000] b', ['02/Jan/2024:01:15:00 +0000', 'b']],
  ['"GET /a b HTTP/1.1" 200', ['GET /a b HTTP/1.1', '200']],
  ['"-" "e" ""', ['-', 'e', '']],
  ['" leading" "trailing " x', [' leading', 'trailing ', 'x']],
  ["[x] 'f'", ['[x]', "'f'"]],
  ["'k' x", ['k', 'x']],
  ["'' x", ['', 'x']],
  [`o 'a b' "c d" "e"`, ['o', `a b' "c d`, 'e']],
  ['b [never closed 1 2', ['b', '[never closed 1 2']],
  ['b "never closed', ['b', '"never closed']],
  ['k]e"y [a "b c] d', ['k]e"y', 'a "b c', 'd']],
])('%j', (line, expected) => {
  expect(read(`${line}\n`)).toEqual([expected])
})

test('every line of a text is read, the last one also without its end', () => {
  expect(read('a b\n\nc "d e"')).toEqual([['a', 'b'], [''], ['c', 'd e']])
})

test('a line is split at single spaces where nothing is quoted', () => {
  const line = fc.array(fc.constantFrom('a', 'é', ' ', ']', 'x"', "y'", '-'), { minLength: 1 })
  const plain = line.map((parts) => parts.join('')).filter((text) => !/(^| )["'[]/.test(text))
  fc.assert(
    fc.property(plain, (text) => {
      expect(read(text)).toEqual([text.split(' ')])
    }),
  )
})
