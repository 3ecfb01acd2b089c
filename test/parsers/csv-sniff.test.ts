import { expect, test } from 'vitest'
import { csvDelimiter } from '../../src/parsers/csv-sniff.ts'

test.each<[string, string | undefined]>([
  ['name,city,age\nana,"a, b",30\nbob,c,\n', ','],
  ['eventTime,userName', ','],
  ['a;b;c\n1;2,5;3\n', ';'],
  ['a\tb\n', '\t'],
  ['time|user|ip\n', '|'],
  ['first name;last name\n', ';'],
  ['user:x,host:y\n', ','],
  ['"last, first";"b"\n', ';'],
  ['name surname\n', ' '],
  ['line 1 of text\nand, more', undefined],
  ['startup\nname,city\n', undefined],
  ['', undefined],
])('the header of %j is separated by %j', (text, delimiter) => {
  expect(csvDelimiter(Buffer.from(text))).toBe(delimiter?.charCodeAt(0))
})
