import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteSink } from '../../src/byte-sink.ts'
import { COMMA } from '../../src/bytes.ts'
import { Columns } from '../../src/parsers/columns.ts'
import { readDelimited } from '../../src/parsers/delimited.ts'
import type { Fields } from '../../src/parsers/fields.ts'

const columns = new Columns(['a', 'b"é'])

function write(line: string, change: (fields: Fields) => void = () => {}, unwrap = true): string {
  const sink = new ByteSink(0)
  readDelimited(Buffer.from(line), COMMA, (fields) => {
    change(fields)
    columns.write(sink, fields, unwrap)
  })
  return sink.slice().toString()
}

test.each<[string, string]>([
  ['1,2', String.raw`"a": "1", "b\"\u00e9": "2"`],
  ['1', '"a": "1"'],
  [',', String.raw`"a": "", "b\"\u00e9": ""`],
  ['x\\,☃\t', String.raw`"a": "x\\", "b\"\u00e9": "\u2603\t"`],
  ['1,2,3', String.raw`"a": "1", "b\"\u00e9": "2", "null": "3"`],
  ['1,2,3,"4""5"', String.raw`"a": "1", "b\"\u00e9": "2", "null": ["3", "4\"5"]`],
])('%j', (line, expected) => {
  expect(write(line)).toBe(expected)
})

test('a single extra field stays a list where lists of one are kept', () => {
  expect(write('1,2,3', undefined, false)).toBe(String.raw`"a": "1", "b\"\u00e9": "2", "null": ["3"]`)
})

describe('fields that were changed', () => {
  test('are written as they are now', () => {
    const change = (fields: Fields) => {
      fields.replace(0, Buffer.from('a longer "text" é'))
      fields.starts[1] = (fields.ends[1] as number) - 2
    }
    expect(write('1,10.0.0.1:80', change)).toBe(String.raw`"a": "a longer \"text\" \u00e9", "b\"\u00e9": "80"`)
  })

  test('are not those of the next record', () => {
    let first = true
    const change = (fields: Fields) => {
      if (first) fields.replace(0, Buffer.from('new'))
      first = false
    }
    expect(write('1\n2', change)).toBe('"a": "new""a": "2"')
  })
})

test('any columns are written as JSON that reads back as them', () => {
  const cell = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\r\n",]/g, ''))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const line = cells.map((text) => `"${text}"`).join(',')
      const { a, 'b"é': b, null: extra, ...more } = JSON.parse(`{${write(line, undefined, false)}}`)
      expect([a, b, ...(extra ?? [])].slice(0, Math.max(cells.length, 1))).toEqual(cells)
      expect(more).toEqual({})
    }),
  )
})
