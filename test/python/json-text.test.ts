import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonReader } from '../../src/json/reader.ts'
import { jsonText, textSize } from '../../src/python/json-text.ts'

const reader = new JsonReader()

/** Short ones of all characters, and long ones that mostly need no escape. */
const TEXTS = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme-ascii', minLength: 60, maxLength: 200 }).map((text) => text.replaceAll(/["\\]/g, 'x')),
  fc.string({ unit: 'binary', maxLength: 2 }).map((text) => 'x'.repeat(70) + text),
)

test('a text becomes the JSON that a tape makes of it', () => {
  fc.assert(
    fc.property(TEXTS, (text) => {
      const json = jsonText(text)
      expect(json).toBe(reader.tape.json(reader.document(Buffer.from(JSON.stringify(text)))))
      expect(textSize(text)).toBe(json.length)
    }),
  )
})
