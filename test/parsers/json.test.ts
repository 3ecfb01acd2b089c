import { describe, expect, test } from 'vitest'
import type { JsonReader } from '../../src/json/reader.ts'
import type { Node } from '../../src/json/tape.ts'
import { jsonDocument } from '../../src/parsers/json-document.ts'
import { jsonLines } from '../../src/parsers/json-lines.ts'
import { recordsOf } from '../../src/parsers/json-records.ts'
import { jsonStream } from '../../src/parsers/json-stream.ts'

/** Plays a parser and lists the JSON of what it gives. */
function collect(
  parse: (content: Buffer, use: (reader: JsonReader, root: Node) => void) => void,
  text: string,
): string[] {
  const seen: string[] = []
  parse(Buffer.from(text), ({ tape }, root) => seen.push(tape.json(root)))
  return seen
}

describe('a document', () => {
  test('stands alone', () => {
    expect(collect(jsonDocument, ' {"a":1}\n')).toEqual(['{"a": 1}'])
    expect(() => collect(jsonDocument, '{}{}')).toThrow(/more data/)
  })

  test('may be read while another one is', () => {
    const seen: string[] = []
    jsonDocument(Buffer.from('{"outer":1}'), (reader, root) => {
      seen.push(...collect(jsonDocument, '{"inner":1}'))
      seen.push(reader.tape.json(root))
    })
    expect(seen).toEqual(['{"inner": 1}', '{"outer": 1}'])
  })
})

describe('a stream', () => {
  test.each([
    ['', []],
    [' \n', []],
    ['{"a":1}{"b":2}\n {"c":3}\n', ['{"a": 1}', '{"b": 2}', '{"c": 3}']],
    ['1 "x"[]', ['1', '"x"', '[]']],
  ])('%s', (text, expected) => {
    expect(collect(jsonStream, text)).toEqual(expected)
  })

  test('with something else between fails', () => {
    expect(() => collect(jsonStream, '{}{oops')).toThrow(/property name.*char 3/)
  })
})

describe('lines', () => {
  test.each([
    ['', []],
    ['{"a":1}\n\n{"b":2}{"c":3} \n', ['{"a": 1}', '{"b": 2}', '{"c": 3}']],
    ['{"a":1}\r\n{"b":2}\r{"c":3}', ['{"a": 1}', '{"b": 2}', '{"c": 3}']],
  ])('%j', (text, expected) => {
    expect(collect(jsonLines, text)).toEqual(expected)
  })

  test('a document does not go over the end of its line', () => {
    expect(() => collect(jsonLines, '{"a":\n1}')).toThrow(/value/)
  })

  test('a bad line may be passed over, what stood before it on the line not', () => {
    const failures: string[] = []
    const seen = collect(
      (content, use) => jsonLines(content, use, (failure) => failures.push(failure.message)),
      '{bad\n{"a":1}{bad}\n{"b":2}',
    )
    expect(seen).toEqual(['{"a": 1}', '{"b": 2}'])
    expect(failures).toHaveLength(2)
  })
})

describe('records of a document', () => {
  const records = (text: string) => {
    const seen: string[] = []
    jsonDocument(Buffer.from(text), ({ tape }, root) => {
      for (const record of recordsOf(tape, root, 'Records')) seen.push(tape.json(record))
    })
    return seen
  }

  test.each([
    ['{"Records":[{"a":1},{}]}', ['{"a": 1}', '{}']],
    ['{"digest":1}', []],
    ['[1,2]', []],
    ['"str"', []],
  ])('%s', (text, expected) => {
    expect(records(text)).toEqual(expected)
  })

  test.each([
    ['{"Records":["text",5]}', 'parse'],
    ['{"Records":[5,"text"]}', 'decompress'],
    ['{"Records":null}', 'decompress'],
    ['{"Records":"text"}', 'parse'],
    ['null', 'decompress'],
  ])('%s is a failure to %s', (text, kind) => {
    expect(() => records(text)).toThrow(expect.objectContaining({ kind }))
  })
})
