import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteSink } from '../../src/json/byte-sink.ts'
import { replaceMember } from '../../src/json/edit.ts'
import { pythonRepr, pythonStr } from '../../src/json/python-text.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { NONE } from '../../src/json/tape.ts'
import { jsonText } from '../../src/json/text.ts'
import { JsonNumber, type JsonValue, toValue, writeValue } from '../../src/json/value.ts'
import { documents } from './documents.ts'

const reader = new JsonReader()
const value = (text: string): JsonValue => toValue(reader.tape, reader.document(Buffer.from(text)))

test('a value loses nothing on its way through an object view', () => {
  fc.assert(
    fc.property(documents, ({ text, python }) => {
      const sink = new ByteSink(16)
      writeValue(sink, value(text))
      expect(sink.slice().toString('latin1')).toBe(python)
    }),
  )
})

test('a text becomes the JSON that a tape makes of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(jsonText(text)).toBe(reader.tape.json(reader.document(Buffer.from(JSON.stringify(text)))))
    }),
  )
})

describe("Python's str and repr", () => {
  test.each([
    ['"s"', 's'],
    ['5', '5'],
    ['true', 'True'],
    ['null', 'None'],
    ['1e22', '1e+22'],
    ['-1e400', '-inf'],
    ['NaN', 'nan'],
    ['[1,"two",null,true,{"k":["v",1.5]}]', "[1, 'two', None, True, {'k': ['v', 1.5]}]"],
    [
      '["it\'s","say \\"hi\\"","both \' and \\"","café\\n","\\\\"]',
      `["it's", 'say "hi"', 'both \\' and "', 'café\\n', '\\\\']`,
    ],
    [
      '["\\u0000\\u007f\\u00a0\\u00ad\\u2028\\ud800\\ue000\\udb80\\udc00 \\ud83d\\ude00"]',
      "['\\x00\\x7f\\xa0\\xad\\u2028\\ud800\\ue000\\U000f0000 😀']",
    ],
  ])('%s', (text, expected) => {
    expect(pythonStr(value(text))).toBe(expected)
  })

  test('a text is quoted inside only', () => {
    expect(pythonRepr('s')).toBe("'s'")
  })
})

test('numbers tell floats from integers', () => {
  expect(JsonNumber.float(1700000000).text).toBe('1700000000.0')
  expect(JsonNumber.integer(12n).isFloat).toBe(false)
  expect(new JsonNumber('1e+22').isFloat).toBe(true)
})

describe('members', () => {
  test('are found by name, in objects only', () => {
    const root = reader.document(Buffer.from('{"é":{"b":7},"l":[1]}'))
    const { tape } = reader
    expect(tape.json(tape.find(tape.find(root, 'é'), 'b'))).toBe('7')
    expect(tape.find(root, 'x')).toBe(NONE)
    expect(tape.find(tape.find(root, 'l'), 'b')).toBe(NONE)
  })

  test('are replaced in their place', () => {
    const root = reader.document(Buffer.from('{"a":{"b":[1,2],"c":2},"d":3}'))
    replaceMember(reader, root, ['a', 'b'], '{"x":1}')
    replaceMember(reader, root, ['a', 'nothing'], '1')
    replaceMember(reader, root, ['d'], '"e"')
    const sink = new ByteSink(16)
    writeValue(sink, toValue(reader.tape, root))
    expect(sink.slice().toString()).toBe('{"a": {"b": {"x": 1}, "c": 2}, "d": "e"}')
  })
})
