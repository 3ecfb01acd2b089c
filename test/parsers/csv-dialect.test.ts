import { expect, test } from 'vitest'
import { csvDialect } from '../../src/parsers/csv-dialect.ts'

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
  expect(csvDialect(Buffer.from(text))?.delimiter).toBe(delimiter?.charCodeAt(0))
})

test.each([
  ['name, city, age\n', true],
  ['name, city,age\n', false],
  ['name,city\n', false],
  ['"last, first", "b"\n', true],
  ['name surname\n', false],
])('spaces follow the delimiters of %j: %s', (text, isSpaced) => {
  expect(csvDialect(Buffer.from(text))?.isSpaced).toBe(isSpaced)
})
