import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COMMA, SPACE } from '../../src/bytes.ts'
import { delimitedRecordsEnd, readDelimited } from '../../src/parsers/delimited.ts'
import { ESCAPED } from '../../src/python/json-text.ts'
import { referenceCsv } from './csv-reference.ts'

function read(text: string | Uint8Array, delimiter = SPACE): string[][] {
  const records: string[][] = []
  readDelimited(Buffer.from(text), delimiter, (fields) => records.push(fields.texts()))
  return records
}

const odd = fc
  .array(fc.constantFrom('a', 'b1', ' ', ',', '"', '""', '" ', ' "', '\n', '\\', 'é', '☃', '\t', '\0'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''))

describe('records', () => {
  test.each<[string, string, string[][]]>([
    ['nothing', '', []],
    ['one', 'a b c\n', [['a', 'b', 'c']]],
    ['no last line end', 'a b', [['a', 'b']]],
    ['empty lines', '\n\na\n\nb\n\n', [['a'], ['b']]],
    ['a line of delimiters', '  \n', [['', '', '']]],
    ['a delimiter at the end', 'a ', [['a', '']]],
    ['quotes', '"a b" "" "c"\n', [['a b', '', 'c']]],
    ['doubled quotes', '"a ""b"" c" """"\n', [['a "b" c', '"']]],
    ['text after quotes', '"a b"c"d e" "f""g"h\n', [['a bc"d', 'e"', 'f"gh']]],
    ['a backslash protects nothing', '"q=\\"x\\" y" z\n', [['q=\\x\\"', 'y"', 'z']]],
    ['a quote inside', 'a"b" c"\n', [['a"b"', 'c"']]],
    ['a line end in quotes', '"a\nb" c\nd\n', [['a\nb', 'c'], ['d']]],
    ['an open quote', 'a "b c\nd', [['a', 'b c\nd']]],
    ['an open quote, doubled', '"a""', [['a"']]],
    ['more than 64 fields', 'x '.repeat(99), [[...Array(99).fill('x'), '']]],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
    expect(referenceCsv(text, ' ')).toEqual(expected)
  })

  test('are those of a plain reader', () => {
    fc.assert(
      fc.property(odd, fc.constantFrom(' ', ',', '\t'), (text, delimiter) => {
        expect(read(text, delimiter.charCodeAt(0))).toEqual(referenceCsv(text, delimiter))
      }),
      { numRuns: 2000 },
    )
  })

  test('say whether JSON would escape something', () => {
    fc.assert(
      fc.property(odd, (text) => {
        readDelimited(Buffer.from(text), COMMA, (fields) => {
          const escaped = [...Buffer.from(fields.texts().join(''))].some((byte) => ESCAPED[byte])
          if (escaped) expect(fields.escaped).toBe(1)
        })
      }),
    )
    readDelimited(Buffer.from('plain,"quoted, too"'), COMMA, (fields) => expect(fields.escaped).toBe(0))
  })
})

describe('the longest field', () => {
  test.each([
    ['plain', 'é'.repeat(131_072)],
    ['quoted', `"${'☃'.repeat(131_072)}"`],
    ['with quotes inside', `"${'""'.repeat(131_072)}"`],
  ])('%s', (_, field) => {
    expect(read(`${field} b`)[0]?.[1]).toBe('b')
    const longer = field.startsWith('"') ? `${field}x` : `x${field}`
    expect(() => read(`a ${longer}`)).toThrowError(
      expect.objectContaining({ kind: 'parse', message: 'field larger than field limit (131072)' }),
    )
  })
})

describe('a text cut into blocks', () => {
  const readInBlocks = (text: Uint8Array, size: number): string[][] => {
    const recordsEnd = delimitedRecordsEnd(COMMA)
    const records: string[][] = []
    let start = 0
    for (let end = size; start < text.length; end += size) {
      const cut = end >= text.length ? text.length : start + recordsEnd(text.subarray(start, end))
      records.push(...read(text.subarray(start, cut), COMMA))
      start = cut
    }
    return records
  }

  test('has the records of the whole', () => {
    fc.assert(
      fc.property(odd, fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(readInBlocks(Buffer.from(text), size)).toEqual(referenceCsv(text, ','))
      }),
      { numRuns: 1000 },
    )
  })

  test('does not grow without end after an open quote', () => {
    const block = Buffer.from(`a,"${'x'.repeat(700_000)}`)
    expect(() => delimitedRecordsEnd(COMMA)(block)).toThrowError(expect.objectContaining({ kind: 'parse' }))
  })
})
