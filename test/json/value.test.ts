import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteSink } from '../../src/byte-sink.ts'
import { replaceMember } from '../../src/json/edit.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { NONE } from '../../src/json/tape.ts'
import { toValue } from '../../src/json/value.ts'
import { type JsonValue, writeValue } from '../../src/python/value.ts'
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

describe('members of an object', () => {
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
