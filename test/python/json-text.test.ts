import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonReader } from '../../src/json/reader.ts'
import { jsonText } from '../../src/python/json-text.ts'

const reader = new JsonReader()

test('a text becomes the JSON that a tape makes of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(jsonText(text)).toBe(reader.tape.json(reader.document(Buffer.from(JSON.stringify(text)))))
    }),
  )
})
