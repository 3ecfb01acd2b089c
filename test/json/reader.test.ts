import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/json/key.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { documents } from './documents.ts'

const reader = new JsonReader()
const python = (text: string | Buffer) => reader.tape.json(reader.document(Buffer.from(text as string)))

describe('what is read is written as Python writes it', () => {
  test.each([
    ['{"a":1,"b":[1,2],"c":{}}', '{"a": 1, "b": [1, 2], "c": {}}'],
    [' [ ] ', '[]'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10": 1, "9": 2, "__proto__": 3}'],
    ['{"dup":1,"mid":2,"dup":3}', '{"dup": 3, "mid": 2}'],
    ['{"a":{"x":1,"x":{"y":1,"y":2}},"a":{"z":1,"\\u007a":2}}', '{"a": {"z": 2}}'],
    [
      '[1.10,1E5,-0,-0.0,1e400,-1e400,0.1e-6,1e15,1e16,0.0001,2.5e-5,5e-324]',
      '[1.1, 100000.0, 0, -0.0, Infinity, -Infinity, 1e-07, 1000000000000000.0, 1e+16, 0.0001, 2.5e-05, 5e-324]',
    ],
    [
      '[NaN,Infinity,-Infinity,123456789012345678901234567890]',
      '[NaN, Infinity, -Infinity, 123456789012345678901234567890]',
    ],
    ['"\\u00E9\\ud83d\\ude00\\ud800x\\/\\b\\f\\u007f\\u0000"', '"\\u00e9\\ud83d\\ude00\\ud800x/\\b\\f\\u007f\\u0000"'],
    ['"€ 🚀 \u2028\u007f"', '"\\u20ac \\ud83d\\ude80 \\u2028\\u007f"'],
  ])('%s', (text, expected) => {
    expect(python(text)).toBe(expected)
  })

  test('for any document in any spelling', () => {
    fc.assert(
      fc.property(documents, ({ text, python: expected }) => {
        expect(python(text)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('for an object of thousands of keys, one of them twice', () => {
    const members = Array.from({ length: 3000 }, (_, at) => `"k${at}": ${at}`)
    expect(python(`{${members.join(',')}}`)).toBe(`{${members.join(', ')}}`)
    expect(python(`{${members.join(',')},"k7":"last"}`)).toBe(
      `{${members.join(', ').replace('"k7": 7,', '"k7": "last",')}}`,
    )
  })

  test('for very many objects with a key twice', () => {
    expect(python(`[${'{"a":1,"b":[{"c":null}],"a":[2]},'.repeat(40_000)}0]`)).toBe(
      `[${'{"a": [2], "b": [{"c": null}]}, '.repeat(40_000)}0]`,
    )
  })

  test('for text that grows much on its way', () => {
    expect(python(`["${'é'.repeat(9000)}"${',1e15'.repeat(9000)}]`)).toBe(
      `["${'\\u00e9'.repeat(9000)}"${', 1000000000000000.0'.repeat(9000)}]`,
    )
  })
})

describe('a source that is read in windows', () => {
  const WINDOW = 128 * 1024
  const text = '{"k\\u00e9\\n\u00e9":[1.25e3,-12,true,null,"\\ud83d\\ude00 \u20ac",123456,-Infinity],"k":{"a":1,"a":2}}'
  const expected =
    '{"k\\u00e9\\n\\u00e9": [1250.0, -12, true, null, "\\ud83d\\ude00 \\u20ac", 123456, -Infinity], "k": {"a": 2}}'
  const size = Buffer.byteLength(text)
  const cuts = Array.from({ length: size + 20 }, (_, at) => WINDOW - at)

  test('has the right values wherever the end of a window cuts one', () => {
    for (const before of cuts) {
      const source = Buffer.from(`"${'x'.repeat(before - 2)}"${text} 7`)
      const own = new JsonReader()
      own.open(source)
      own.next(0)
      expect(own.at).toBe(before)
      expect(own.tape.json(own.next(own.at))).toBe(expected)
      expect(own.at).toBe(before + size)
      expect(own.tape.json(own.next(own.at))).toBe('7')
    }
  })

  test('may have documents that are larger than a window', () => {
    for (const before of cuts) {
      const pad = 'x'.repeat(before - 4)
      expect(python(`["${pad}",${text}]`)).toBe(`["${pad}", ${expected}]`)
    }
  })

  test('has its mistakes reported at their place in the whole source', () => {
    const source = `["${'x'.repeat(3 * WINDOW)}",\n oops]`
    expect(() => python(source)).toThrow(`line 2 column 2 (char ${3 * WINDOW + 6})`)
  })

  test('may have so many digits that only a point in the next window makes them a number', () => {
    for (const digits of [4300, 4301, 4310, 4400, 300_000]) {
      for (const before of [WINDOW - 4400, WINDOW - 4320, WINDOW - 4305, WINDOW - 4302, WINDOW - 4300, 4]) {
        const pad = 'x'.repeat(before - 4)
        expect(python(`["${pad}",${'1'.repeat(digits)}.5]`)).toBe(`["${pad}", Infinity]`)
        expect(() => python(`["${pad}",${'1'.repeat(digits + 1)},${pad}`)).toThrow(/4300 digits/)
      }
    }
  })

  test('may have numbers and strings that go over several windows', () => {
    const long = 'é'.repeat(WINDOW)
    expect(python(`[${'1'.repeat(4300)},"${long}",1.${'0'.repeat(2 * WINDOW)}1e1]`)).toBe(
      `[${'1'.repeat(4300)}, "${'\\u00e9'.repeat(WINDOW)}", 10.0]`,
    )
  })
})

describe('a value read beside a document', () => {
  test.each([10, 1000, 20_000, 200_000])('leaves it as it is: %i letters', (size) => {
    const text = `{"a": ["${'x'.repeat(size / 10)}", {"b": null}]}`
    for (const added of [`"${'y'.repeat(size)}"`, `[${'1, '.repeat(size)}1]`]) {
      const own = new JsonReader()
      const root = own.document(Buffer.from(text))
      expect(own.tape.json(own.add(added))).toBe(added)
      expect(own.tape.json(own.add('{"c":7}'))).toBe('{"c": 7}')
      expect(own.tape.json(root)).toBe(text)
      expect(own.tape.json(own.tape.find(root, 'a'))).toBe(text.slice(6, -1))
    }
  })
})

test('a hash of the scanner is that of a constant key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
      const root = reader.document(Buffer.from(JSON.stringify({ [`${name}`]: 0 })))
      expect(reader.tape.hash(reader.tape.first(root))).toBe(keyOf(name).hash)
    }),
  )
})

describe('what Python refuses is refused', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  test.each([
    ['nothing', '', /line 1 column 1 \(char 0\)/],
    ['no value', '{"Records": [', /line 1 column 14 \(char 13\)/],
    ['a comma too many', '[1,]', /value/],
    ['a comma too many in an object', '{"a":1,}', /property name/],
    ['a comma missing', '[1 2]', /','/],
    ['a colon missing', '{"a" 1}', /':'/],
    ['a name without quotes', '{a:1}', /property name/],
    ['single quotes', "['a']", /value/],
    ['a leading zero', '[01]', /','/],
    ['a bare minus', '-', /value/],
    ['a point without digits', '[1.]', /','/],
    ['a plus', '+1', /value/],
    ['a word cut off', 'tru', /value/],
    ['a control character', '"a\u0001"', /control character/],
    ['a raw line feed', '"a\nb"', /line 1 column 3/],
    ['a string without end', '"abc', /does not end/],
    ['a key without end', '{"abc', /does not end/],
    ['an escape cut off', '"\\', /escape/],
    ['an unknown escape', '"\\x41"', /unknown escape/],
    ['a bad \\u escape', '"\\u12g4"', /hexadecimal/],
    ['a second document', '[1] [2]', /more data.*char 4/],
    ['a vertical tab', '\u000b1', /value/],
    ['a byte order mark', '\ufeff{}', /byte order mark/],
    ['an integer of 4,301 digits', '1'.repeat(4301), /4300 digits/],
    ['a list not closed', '[1', /','/],
    ['the wrong bracket', '[1}', /','/],
    ['characters counted, not bytes', '["é😀",\n é]', /line 2 column 2 \(char 8\)/],
  ])('%s', (_, text, reason) => {
    expect(() => python(text)).toThrow(reason)
    expect(() => python(text)).toThrow(ReadFailure)
  })

  test.each(['c3', 'c328', '80', 'c0af', 'e08080', 'eda080', 'f0808080', 'f4908080', 'ff', 'e2 82'.replace(' ', '')])(
    'bytes that are no UTF-8: %s',
    (hex) => {
      const bytes = Buffer.concat([Buffer.from('"caf'), Buffer.from(hex, 'hex'), Buffer.from('"')])
      expect(() => reader.document(bytes)).toThrow(/not UTF-8/)
    },
  )

  test('nesting too deep is of another kind than a mistake', () => {
    expect(python(nested(990))).toBe(nested(990))
    expect(() => python(nested(991))).toThrow(expect.objectContaining({ kind: 'unknown' }))
  })

  test('except for an integer of 4,300 digits', () => {
    expect(python(`-${'1'.repeat(4300)}`)).toBe(`-${'1'.repeat(4300)}`)
  })

  test('such as a document cut off anywhere', () => {
    fc.assert(
      fc.property(documents, fc.nat(), ({ text }, cut) => {
        const bytes = Buffer.from(`[${text}]`)
        expect(() => reader.document(bytes.subarray(0, cut % bytes.length))).toThrow(ReadFailure)
      }),
    )
  })
})

test('an object of very many members keeps the first position and the last value of each name', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '1', '2'), minLength: 5, maxLength: 9 }), {
    minLength: 520,
    maxLength: 700,
  })
  fc.assert(
    fc.property(names, fc.boolean(), (chosen, isUnique) => {
      const members = (isUnique ? [...new Set(chosen)] : chosen).map((name, at) => [name, at] as const)
      const json = `{${members.map(([name, at]) => `"${name}": ${at}`).join(', ')}}`
      const expected = `{${Array.from(new Map(members), ([name, at]) => `"${name}": ${at}`).join(', ')}}`
      const reader = new JsonReader()
      expect(reader.tape.json(reader.document(Buffer.from(json)))).toBe(expected)
    }),
    { numRuns: 30 },
  )
})
