import { describe, expect, test } from 'vitest'
import { type JsonReader, withDocument } from '../../src/json/reader.ts'
import type { Node } from '../../src/json/tape.ts'
import { jsonLines, jsonStream } from '../../src/parsers/json-documents.ts'
import { jsonRecords } from '../../src/parsers/json-records.ts'

/** Plays a parser and lists the JSON of what it gives. */
function collect(
  parse: (content: Buffer, use: (reader: JsonReader, root: Node) => void) => void,
  text: string,
): string[] {
  const seen: string[] = []
  parse(Buffer.from(text), ({ tape }, root) => seen.push(tape.json(root)))
  return seen
}

test('a document may be read while another one is', () => {
  const seen = withDocument(Buffer.from('{"outer":1}'), (outer, root) => [
    withDocument(Buffer.from('{"inner":1}'), (tape, node) => tape.json(node)),
    outer.json(root),
  ])
  expect(seen).toEqual(['{"inner": 1}', '{"outer": 1}'])
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

  test('of documents with something else between them fails', () => {
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
    jsonRecords(Buffer.from(text), 'Records', {
      record: (tape, record) => seen.push(tape.json(record)),
      start: () => seen.splice(0),
    })
    return seen
  }

  test.each([
    ['{"Records":[{"a":1},{}]}', ['{"a": 1}', '{}']],
    [' { "x" : [ {"Records":[{"no":1}]} ] , "Records" : [ {"a":1} , {} ] , "y":{} } \n', ['{"a": 1}', '{}']],
    ['{"\\u0052ecords":[{"a":1}]}', ['{"a": 1}']],
    ['{"Records":[]}', []],
    ['{"Records":[{"old":1}],"Records":[{"new":1}]}', ['{"new": 1}']],
    ['{"Records":null,"Records":[{"new":1}]}', ['{"new": 1}']],
    ['{"Records":[5],"Records":[{"new":1}]}', ['{"new": 1}']],
    ['{}', []],
    ['{"digest":1}', []],
    ['[1,2]', []],
    ['"str"', []],
  ])('%s', (text, expected) => {
    expect(records(text)).toEqual(expected)
  })

  test.each([
    ['{"Records":["text",5]}', 'parse'],
    ['{"Records":[{},5,"text"]}', 'decompress'],
    ['{"Records":null}', 'decompress'],
    ['{"Records":"text"}', 'parse'],
    ['{"Records":[{}],"Records":null}', 'decompress'],
    ['null', 'decompress'],
  ])('%s is a failure to %s', (text, kind) => {
    expect(() => records(text)).toThrow(expect.objectContaining({ kind }))
  })

  test.each([
    ['{"Records":[5,}', 'parse', /value.*char 14/],
    ['{"Records":[{}', 'parse', /',' is missing.*char 14/],
    ['{"Records":[{}]]', 'parse', /',' is missing.*char 15/],
    ['{"Records":[{}]} {}', 'parse', /more data.*char 17/],
    ['{"Records" [{}]}', 'parse', /':' is missing.*char 11/],
    ['{"Records":[{}],}', 'parse', /property name.*char 16/],
    ['{Records:[]}', 'parse', /property name.*char 1/],
    ['{"Records":[{}', 'parse', /','/],
    ['{', 'parse', /property name/],
    [`{"Records":[${'['.repeat(988)}${']'.repeat(988)}]}`, 'parse', /not an object/],
    [`{"Records":[${'['.repeat(989)}${']'.repeat(989)}]}`, 'unknown', /990 levels/],
  ])('%s: what is no JSON is told first', (text, kind, reason) => {
    expect(() => records(text)).toThrow(expect.objectContaining({ kind }))
    expect(() => records(text)).toThrow(reason)
  })
})
