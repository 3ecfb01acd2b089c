import { expect, test } from 'vitest'
import { readLines } from '../../src/parsers/text-lines.ts'

test.each<[string, string[]]>([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['\na\n\nbé', ['', 'a', '', 'bé']],
])('%j', (text, expected) => {
  const bytes = Buffer.from(text)
  const lines: string[] = []
  readLines(bytes, (start, end) => lines.push(bytes.toString('utf8', start, end)))
  expect(lines).toEqual(expected)
})
