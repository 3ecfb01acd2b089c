import { expect, test } from 'vitest'
import { withDocument } from '../../src/json/reader.ts'
import { toValue } from '../../src/json/value.ts'
import { pythonRepr, pythonStr } from '../../src/python/repr.ts'

test.each([
  ['"s"', 's'],
  ['5', '5'],
  ['true', 'True'],
  ['null', 'None'],
  ['1e22', '1e+22'],
  ['-1e400', '-inf'],
  ['NaN', 'nan'],
  ['[1,"two",null,true,{"k":["v",1.5]}]', "[1, 'two', None, True, {'k': ['v', 1.5]}]"],
  ['["it\'s","café\\n"]', `["it's", 'café\\n']`],
])("%s becomes what Python's str makes of it", (text, expected) => {
  expect(pythonStr(withDocument(Buffer.from(text), toValue))).toBe(expected)
})

test("a text that is a value by itself is quoted by Python's repr", () => {
  expect(pythonRepr('s')).toBe("'s'")
})
