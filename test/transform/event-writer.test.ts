import { describe, expect, test } from 'vitest'
import { decodeCloudTrail } from '../../src/buckets/cloudtrail.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { Fields } from '../../src/parsers/fields.ts'
import { JsonNumber } from '../../src/python/value.ts'
import type { RecordOptions, WriterOptions } from '../../src/transform/contract.ts'
import { errorEvent } from '../../src/transform/envelope.ts'
import { EventWriter } from '../../src/transform/event-writer.ts'
import { DROP, FieldTable } from '../../src/transform/fields.ts'
import { RowLayout } from '../../src/transform/row-event.ts'
import { shortenWatch } from '../helpers/short-watch.ts'
import { datagrams, only, parseObject } from './recorded.ts'

const OBJECT = { logFile: 'k', bucket: 'b', accountAlias: '', accountId: '1' }
const START = '1:Wazuh-AWS:{"integration": "aws", "aws": {'
const INFO = '"log_info": {"aws_account_alias": "", "log_file": "k", "s3bucket": "b"}'

function writer(options: Partial<WriterOptions> = {}): EventWriter {
  return new EventWriter({ object: OBJECT, debugLevel: 0, ...options })
}

/** What stands in a message behind `log_info`. */
function record(
  json: string,
  options: RecordOptions = { source: 'src' },
  writerOptions: Partial<WriterOptions> = {},
): string {
  const events = writer(writerOptions)
  const reader = new JsonReader()
  events.record(reader.tape, reader.document(Buffer.from(json)), options)
  const message = only(events.finish())
  expect(message).toMatch(/^1:Wazuh-AWS:\{"integration": "aws", "aws": \{.*\}\}$/)
  return message.replace(START + INFO, '').slice(0, -2)
}

const END = ', "source": "src", "aws_account_id": "1"'

describe('a record', () => {
  test.each([
    ['nothing', '{}', END],
    ['clean members', '{"a":1,"b":{"c":[1,2]}}', `, "a": 1, "b": {"c": [1, 2]}${END}`],
    ['nulls at any place', '{"a":null,"b":1,"c":null,"d":2,"e":null}', `, "b": 1, "d": 2${END}`],
    [
      'nulls through objects, not lists',
      '{"a":{"b":null,"c":{"d":null}},"l":[{"x":null},null]}',
      `, "a": {"c": {}}, "l": [{"x": null}, null]${END}`,
    ],
    [
      'lists of one',
      '{"a":[1],"b":{"c":["x"]},"d":[[2]],"e":[{"f":[3],"g":null}],"h":[]}',
      `, "a": 1, "b": {"c": "x"}, "d": [2], "e": {"f": [3], "g": null}, "h": []${END}`,
    ],
    ['a list of null', '{"a":[null]}', `, "a": null${END}`],
    ['its own source', '{"source":"mine","z":1}', ', "source": "src", "z": 1, "aws_account_id": "1"'],
    ['a source of null', '{"source":null,"z":1}', ', "source": "src", "z": 1, "aws_account_id": "1"'],
    ['its own account', '{"aws_account_id":["evil"],"z":1}', ', "aws_account_id": "1", "z": 1, "source": "src"'],
    ['an account of null', '{"aws_account_id":null,"z":1}', `, "z": 1${END}`],
    ['a log_info of null', '{"log_info":null}', END],
    [
      'an address',
      '{"sourceIPAddress":"1.2.3.4.5","z":1}',
      `, "sourceIPAddress": "1.2.3.4.5", "z": 1${END}, "source_ip_address": "1.2.3.4.5"`,
    ],
    [
      'an address in a list',
      '{"sourceIPAddress":["1.2.3.4"]}',
      `, "sourceIPAddress": "1.2.3.4"${END}, "source_ip_address": "1.2.3.4"`,
    ],
    [
      'an address that stands there already',
      '{"source_ip_address":"x","sourceIPAddress":"1.2.3.4"}',
      `, "source_ip_address": "1.2.3.4", "sourceIPAddress": "1.2.3.4"${END}`,
    ],
    [
      'the name of a service',
      '{"sourceIPAddress":"ec2.amazonaws.com"}',
      `, "sourceIPAddress": "ec2.amazonaws.com"${END}`,
    ],
    ['three numbers', '{"sourceIPAddress":"1.2.3"}', `, "sourceIPAddress": "1.2.3"${END}`],
    ['tags that are text', '{"tags":"t"}', `, "tags": {"value": "t"}${END}`],
    ['tags in lists', '{"tags":["one"]}', `, "tags": {"value": "one"}${END}`],
    ['tags that are many', '{"tags":[{"a":null},2]}', `, "tags": {"value": [{"a": null}, 2]}${END}`],
    ['tags that are an object', '{"tags":{"a":"b","c":null}}', `, "tags": {"a": "b"}${END}`],
  ])('with %s', (_, json, expected) => {
    expect(record(json)).toBe(expected)
  })

  test('may overwrite log_info in its place', () => {
    expect(record('{"a":1,"log_info":{"x":[1],"y":null}}')).toBe(`${START}"log_info": {"x": 1}, "a": 1${END}`)
  })

  test('is not reshaped for subscribers', () => {
    expect(
      record('{"a":{"n":null,"l":[1]},"tags":"t","sourceIPAddress":"1.2.3.4"}', { source: 'src', reshape: false }),
    ).toBe(`, "a": {"l": [1]}, "tags": "t", "sourceIPAddress": "1.2.3.4"${END}`)
  })

  test('keeps its source when none is given', () => {
    expect(record('{"source":"mine"}', {}, { object: { logFile: 'k', bucket: 'b' }, reshape: false })).toBe(
      `${START}"log_info": {"log_file": "k", "s3bucket": "b"}, "source": "mine"`,
    )
  })

  test('of a service has no log_info', () => {
    const events = new EventWriter({ debugLevel: 0, reshape: false })
    events.object(parseObject('{"a": 1}'), { source: 'inspector2' })
    expect(datagrams(events.finish())).toEqual([`${START}"a": 1, "source": "inspector2"}}`])
  })

  test('is reshaped as its type wants', () => {
    const fields = new FieldTable({
      drop: () => DROP,
      keep: () => undefined,
      number: (field) => (field.isObject ? undefined : JsonNumber.float(2)),
      tidy: (field) => [field.value()],
    })
    expect(
      record('{"drop":1,"keep":[1],"number":[5],"tidy":{"n":null,"l":[{"m":null}]},"z":1}', { source: 'src', fields }),
    ).toBe(`, "keep": 1, "number": 2.0, "tidy": [{"l": {"m": null}}], "z": 1${END}`)
  })
})

describe('CloudTrail', () => {
  const decode = (json: string) => {
    const events = writer({ debugLevel: 0 })
    decodeCloudTrail(Buffer.from(`{"Records": [${json}]}`), events)
    return events.finish()
  }
  const shaped = (json: string) =>
    only(decode(json))
      .replace(START + INFO, '')
      .slice(0, -2)
  const end = ', "source": "cloudtrail", "aws_account_id": "1"'

  test.each([
    [
      '{"requestParameters":"s","responseElements":5,"additionalEventData":true}',
      `, "requestParameters": {"string": "s"}, "responseElements": {"string": "5"}, "additionalEventData": {"string": "True"}`,
    ],
    [
      '{"requestParameters":[{"a":null}],"responseElements":[[]],"additionalEventData":["x",{"n":null}]}',
      `, "requestParameters": {"a": null}, "responseElements": {"string": "[]"}, "additionalEventData": {"string": "['x', {'n': None}]"}`,
    ],
    [
      '{"requestParameters":{"disableApiTermination":true,"n":null}}',
      ', "requestParameters": {"disableApiTermination": {"value": true}}',
    ],
    [
      '{"requestParameters":{"disableApiTermination":[false]}}',
      ', "requestParameters": {"disableApiTermination": {"value": false}}',
    ],
    [
      '{"requestParameters":{"disableApiTermination":{"value":false}}}',
      ', "requestParameters": {"disableApiTermination": {"value": false}}',
    ],
    ['{"requestParameters":null}', ''],
  ])('%s', (json, expected) => {
    expect(shaped(json)).toBe(expected + end)
  })

  test('warns of a shape that it does not know', () => {
    const batch = decode('{"requestParameters":{"disableApiTermination":"yes"}}')
    const aws =
      "{'log_info': {'aws_account_alias': '', 'log_file': 'k', 's3bucket': 'b'}, " +
      "'requestParameters': {'disableApiTermination': 'yes'}, 'source': 'cloudtrail', 'aws_account_id': '1'}"
    expect(batch.lines).toEqual([
      { before: 0, level: 'warning', text: `Could not reformat event {'integration': 'aws', 'aws': ${aws}}` },
    ])
  })
})

describe('lines', () => {
  const play = (options: Partial<WriterOptions>) => {
    const events = writer(options)
    events.object(parseObject('{"a": "x"}'), { source: 'src' })
    events.object(parseObject('{"a": "y"}'), { source: 'src' })
    return events.finish()
  }

  test('of level 3 tell of each event', () => {
    expect(play({ debugLevel: 3 }).lines.map(({ before, level, text }) => `${before} ${level} ${text}`)).toEqual([
      '0 3 +++ The "None" regex did not find a match in the "None" field. The event will be processed.',
      '0 3 ++ Reformat message',
      '1 3 +++ The "None" regex did not find a match in the "None" field. The event will be processed.',
      '1 3 ++ Reformat message',
    ])
  })

  test('of level 2 tell what is discarded', () => {
    const batch = play({ debugLevel: 2, discard: { field: 'a', regex: 'x' } })
    expect(batch.discarded).toBe(1)
    expect(datagrams(batch)).toHaveLength(1)
    expect(batch.lines).toEqual([
      { before: 0, level: 2, text: '+++ The "x" regex found a match in the "a" field. The event will be skipped.' },
    ])
  })

  test('name the service', () => {
    const { lines } = play({ debugLevel: 2, discard: { field: 'a', regex: 'x' }, label: '[InspectorV2] ' })
    expect(lines[0]?.text).toMatch(/^\+\+\+ \[InspectorV2\] The "x" regex/)
  })

  test('are none at level 0, and discarding by source works', () => {
    const batch = play({ discard: { field: 'source', regex: 'src' } })
    expect([batch.discarded, batch.ends.length, batch.lines]).toEqual([2, 0, []])
  })

  test('of bad records are kept with the failure', () => {
    const events = writer()
    const failure = new ReadFailure('parse', 'cause', { line: 'a line' })
    events.badRecord(failure)
    events.badRecord(new ReadFailure('parse', 'second'))
    expect(events.fault).toBe(failure)
    expect(events.finish().lines).toEqual([
      { before: 0, level: 'error', text: 'a line' },
      { before: 0, level: 'error', text: 'second' },
    ])
  })
})

/** The fields of a row in a text. */
function fieldsOf(values: readonly string[]): Fields {
  const fields = new Fields(Buffer.from(values.join('')))
  fields.escaped = 1
  let end = 0
  for (const value of values) {
    const start = end
    end += Buffer.byteLength(value)
    fields.add(start, end)
  }
  return fields
}

describe('a row', () => {
  const layout = new RowLayout({ columns: ['x', 'é'], source: 'src', added: ['ip'] })
  const row = (values: readonly string[], options: Partial<WriterOptions> = {}, shape = layout) => {
    const events = writer(options)
    events.fields(shape, fieldsOf(values))
    return datagrams(events.finish())[0]
      ?.replace(START + INFO, '')
      .slice(0, -2)
  }

  test.each([
    [['1', '"q"\n'], ', "x": "1", "\\u00e9": "\\"q\\"\\n"'],
    [['1'], ', "x": "1"'],
    [['', ''], ', "x": "", "\\u00e9": ""'],
    [['1', '2', '3'], ', "x": "1", "\\u00e9": "2", "null": "3"'],
    [['1', '2', '3', '4'], ', "x": "1", "\\u00e9": "2", "null": ["3", "4"]'],
  ])('%j', (values, expected) => {
    expect(row(values)).toBe(expected + END)
  })

  test('keeps lists of one for subscribers', () => {
    expect(row(['1', '2', '3'], { reshape: false })).toBe(`, "x": "1", "\\u00e9": "2", "null": ["3"]${END}`)
  })

  test('with the names of common members follows their rules', () => {
    const common = new RowLayout({ columns: ['tags', 'source', 'sourceIPAddress'], source: 'src' })
    expect(row(['t', 'mine', '1.2.3.4', 'more'], {}, common)).toBe(
      ', "tags": {"value": "t"}, "source": "src", "sourceIPAddress": "1.2.3.4", "null": "more", "aws_account_id": "1", "source_ip_address": "1.2.3.4"',
    )
  })

  test.each([
    ['x', '3:', 0],
    ['x', '4', 1],
    ['ip', '3', 1],
  ])('is discarded by what reshaping leaves: %s, %s', (field, regex, discarded) => {
    const events = writer({ discard: { field, regex } })
    events.fields(layout, fieldsOf(['3:4', '2']), (fields) => {
      fields.replace(0, Buffer.from('4'))
      return ['3']
    })
    const batch = events.finish()
    expect(batch.discarded).toBe(discarded)
    if (discarded === 0) expect(datagrams(batch)[0]).toContain(`, "x": "4", "\\u00e9": "2"${END}, "ip": "3"}}`)
  })

  test('of whole text is discarded by its text', () => {
    const text = new RowLayout({ columns: ['full_log'], wholeText: true })
    const events = writer({ debugLevel: 3, reshape: false, discard: { field: 'y', regex: 'skip' } })
    for (const line of ['skip me', 'keep me']) events.fields(text, fieldsOf([line]))
    const batch = events.finish()
    expect(batch.discarded).toBe(1)
    expect(batch.lines.map(({ text: said }) => said)).toEqual([
      '+++ The "skip" regex found a match. The event will be skipped.',
      '+++ The "skip" regex did not find a match. The event will be processed.',
    ])
    expect(datagrams(batch)[0]).toContain('"full_log": "keep me"')
  })
})

test('messages go as they are, discarded by field or by text', () => {
  const events = new EventWriter({ debugLevel: 2, discard: { field: 'level', regex: 'info|plain' } })
  for (const text of ['plain text', '{"level": "info"}', '[1, 2]', 'multi\nline é☃', '{broken']) events.message(text)
  const batch = events.finish()
  expect(datagrams(batch)).toEqual(['[1, 2]', 'multi\nline é☃', '{broken'].map((text) => `1:Wazuh-AWS:${text}`))
  expect(batch.lines.map(({ text }) => text)).toEqual([
    '+++ The "info|plain" regex found a match. The event will be skipped.',
    '+++ The "info|plain" regex found a match in the "level" field. The event will be skipped.',
  ])
})

test('without a field, only messages that are no JSON are discarded by their text', () => {
  const events = new EventWriter({ debugLevel: 3, discard: { regex: '.*[17]' } })
  for (const text of ['{"level": 1}', '17', 'text 17', 'text']) events.message(text)
  const batch = events.finish()
  expect(datagrams(batch)).toEqual(['1:Wazuh-AWS:{"level": 1}', '1:Wazuh-AWS:17', '1:Wazuh-AWS:text'])
  expect(batch.lines.map(({ text }) => text)).toEqual([
    '+++ The ".*[17]" regex did not find a match in the "None" field. The event will be processed.',
    '+++ The ".*[17]" regex did not find a match in the "None" field. The event will be processed.',
    '+++ Retrieved log event is not a JSON object.',
    '+++ The ".*[17]" regex found a match. The event will be skipped.',
    '+++ Retrieved log event is not a JSON object.',
    '+++ The ".*[17]" regex did not find a match. The event will be processed.',
  ])
})

test('an object that could not be read is an event', () => {
  expect(datagrams(errorEvent(OBJECT, 'Failed "é"'))).toEqual([
    `${START}${INFO}, "aws_account_id": "1"}, "error_msg": "Failed \\"\\u00e9\\""}`,
  ])
  expect(datagrams(errorEvent({ logFile: 'k', bucket: 'b' }, 'x'))[0]).toContain(
    '"aws": {"log_info": {"log_file": "k", "s3bucket": "b"}}, ',
  )
})

describe('a regular expression that takes too long', () => {
  const discard = { regex: '(a+)+\\bx', field: 'f' }
  const slow = JSON.stringify({ f: `${'a'.repeat(100)}!` })

  shortenWatch()

  function written(events: EventWriter, json: string): void {
    const reader = new JsonReader()
    events.record(reader.tape, reader.document(Buffer.from(json)))
  }

  test('keeps the event and says so once for its object, and is asked about few more of it', () => {
    const events = writer({ discard, object: { ...OBJECT } })
    written(events, '{"f":"aaax!"}')
    for (let n = 0; n < 20; n++) written(events, slow)
    const { ends, discarded, lines } = events.finish()
    expect([ends.length, discarded]).toEqual([21, 0])
    expect(lines.map(({ before, level, text }) => [before, level, text])).toEqual([
      [1, 'warning', 'The "(a+)+\\bx" regex takes more than a second on an event, which is kept. k'],
    ])
    const next = writer({ discard: { ...discard, regex: '(?=a)(a+)+b' }, object: { ...OBJECT } })
    written(next, '{"f":"aab"}')
    expect(next.finish().discarded).toBe(1)
  })
})
