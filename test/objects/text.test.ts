import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asText, TextReader } from '../../src/objects/text.ts'

const decode = (content: string | number[]) =>
  Buffer.from(asText(typeof content === 'string' ? Buffer.from(content) : Uint8Array.from(content))).toString()

describe('line ends', () => {
  test.each([
    ['', ''],
    ['a\nb', 'a\nb'],
    ['a\r\nb\r\n', 'a\nb\n'],
    ['a\rb\r', 'a\nb\n'],
    ['\r\r\n\n\r', '\n\n\n\n'],
    ['é\r\n☃', 'é\n☃'],
  ])('%j', (content, expected) => {
    expect(decode(content)).toBe(expected)
  })
})

describe('bytes that are not UTF-8', () => {
  test.each<[string, number[], number]>([
    ['latin-1', [...Buffer.from('{"a": "caf'), 0xe9, 0x22], 10],
    ['a lone continuation', [0x61, 0x80], 1],
    ['overlong', [0xc0, 0xaf], 0],
    ['a surrogate', [0xed, 0xa0, 0x80], 0],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 0],
    ['cut', [0x61, 0xe2, 0x98], 1],
  ])('%s', (_, content, offset) => {
    expect(() => decode(content)).toThrowError(
      expect.objectContaining({ kind: 'parse', message: `not UTF-8 text: invalid byte at offset ${offset}` }),
    )
  })
})

describe('text in pieces', () => {
  const pieces = (content: Uint8Array, size: number) => {
    const reader = new TextReader()
    const texts: Uint8Array[] = []
    for (let at = 0; at < content.length; at += size) texts.push(Buffer.from(reader.push(content.slice(at, at + size))))
    reader.end()
    return Buffer.concat(texts).toString()
  }

  test('is the text of the whole', () => {
    const content = fc.array(fc.constantFrom('a', 'é', '☃', '😀', '\r', '\n', '\r\n')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 5 }), (text, size) => {
        expect(pieces(Buffer.from(text), size)).toBe(text.replace(/\r\n?/g, '\n'))
      }),
    )
  })

  test('is refused where the whole is', () => {
    const outcome = (read: () => string) => {
      try {
        return read()
      } catch (error) {
        return (error as Error).message
      }
    }
    const content = fc.array(fc.constantFrom(0x61, 0x80, 0xc3, 0xa9, 0xe2, 0x98, 0xf0, 0x9f, 0xed, 0xa0), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 4 }), (values, size) => {
        expect(outcome(() => pieces(Uint8Array.from(values), size))).toBe(outcome(() => decode(values)))
      }),
    )
  })
})
