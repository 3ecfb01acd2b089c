import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decoded, decode } from '../../src/pipeline/decode.ts'
import { findReading } from '../../src/sources/find-reading.ts'

const HEAD = '1:Wazuh-AWS:{"integration": "aws", "aws": '

interface Given {
  readonly type?: string
  readonly discard?: { readonly field?: string; readonly regex?: string }
}

function decoded(key: string, content: string | Uint8Array, { type = 'buckets', discard = {} }: Given = {}): Decoded {
  const bytes = new Uint8Array(Buffer.from(content))
  const writer = { object: { bucket: 'b', logFile: key, accountAlias: 'me' }, discard, debugLevel: 2 } as const
  const job = { type, isSubscriber: true, bucket: 'b', key, trailPrefix: '', bytes, maxObjectBytes: 1e6, writer }
  return decode(job, findReading(job))
}

/** The events, each without what all of them have in front; a failure is thrown. */
function eventsOf({ batch, failure }: Decoded): string[] {
  if (failure || !batch) throw new Error(failure?.cause)
  const text = Buffer.from(batch.bytes).toString()
  return Array.from(batch.ends, (end, n) => text.slice((batch.ends[n - 1] ?? 0) + HEAD.length, end - 1))
}

/** As {@link eventsOf}, without `log_info`. */
function membersOf(result: Decoded): string[] {
  return eventsOf(result).map((event) => event.replace(/"log_info": \{[^}]*\}(, )?/, ''))
}

/** With a byte order mark, the low byte first. */
function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le')
}

const BUS = '{"version": "0", "source": "aws.guardduty", "detail": {"k": "v", "n": null}}'

describe('buckets', () => {
  test.each([
    [
      'JSON objects one after another',
      'f',
      '{"a": 1}{"b": 2.0} \n\n{"c": [1]}',
      ['{"a": 1, "source": "custom"}', '{"b": 2.0, "source": "custom"}', '{"c": [1], "source": "custom"}'],
    ],
    ['a source of its own', 'f', '{"source": "x", "a": 1}', ['{"source": "custom", "a": 1}']],
    ['the detail of a bus event', 'f', BUS, ['{"k": "v", "source": "custom"}']],
    ['a detail that is a text', 'f', '{"detail": "d"}', ['{"detail": "d", "source": "custom"}']],
    ['JSON lines', 'f.jsonl.gz', gzipSync(`{"a": 1}\n\n${BUS}`), ['{"a": 1}', BUS.replace(', "n": null', '')]],
    [
      'commas',
      'f.csv',
      'name,city\nana,"a, b"\nbob,\n',
      ['{"name": "ana", "city": "a, b", "source": "custom"}', '{"name": "bob", "city": "", "source": "custom"}'],
    ],
    [
      'spaces after commas',
      'f.csv',
      'name, city, age\nana, "a, b",  30\n  bob, c d , " x"\n\nkim, \n',
      [
        '{"name": "ana", "city": "a, b", "age": "30", "source": "custom"}',
        '{"name": "bob", "city": "c d ", "age": " x", "source": "custom"}',
        '{"name": "kim", "city": "", "source": "custom"}',
      ],
    ],
    ['semicolons, and too few columns', 'f', 'a;b\n1\n', ['{"a": "1", "source": "custom"}']],
    ['too many columns', 'f', 'a,b\n1,2,3\n', ['{"a": "1", "b": "2", "null": ["3"], "source": "custom"}']],
    [
      'text',
      'f',
      'line 1\r\nérr,or',
      ['{"full_log": "line 1", "source": "custom"}', '{"full_log": "\\u00e9rr,or", "source": "custom"}'],
    ],
    [
      'text that starts like JSON',
      'f',
      '{"a": 1}\n{now 2',
      ['{"full_log": "{\\"a\\": 1}", "source": "custom"}', '{"full_log": "{now 2", "source": "custom"}'],
    ],
    ['JSON with a UTF-8 mark', 'f', '\ufeff{"a": 1}', ['{"a": 1, "source": "custom"}']],
    ['a table with a UTF-8 mark', 'f', '\ufeffa;b\n1;2\n', ['{"a": "1", "b": "2", "source": "custom"}']],
    ['JSON in UTF-16', 'f', utf16('{"a": "é𝄞"}'), ['{"a": "\\u00e9\\ud834\\udd1e", "source": "custom"}']],
    ['JSON lines in UTF-16', 'f.jsonl.gz', gzipSync(utf16('{"a": 1}\r\n{"a": 2}')), ['{"a": 1}', '{"a": 2}']],
    ['a table in UTF-16', 'f', utf16('a,b\r\n1,2\r\n'), ['{"a": "1", "b": "2", "source": "custom"}']],
    [
      'text in UTF-16, the high byte first',
      'f',
      utf16('line 1\r\nérror').swap16(),
      ['{"full_log": "line 1", "source": "custom"}', '{"full_log": "\\u00e9rror", "source": "custom"}'],
    ],
    [
      'JSON lines that are cut short',
      'f.jsonl.gz',
      gzipSync('{"a": 1}\n{"a": 2'),
      ['{"full_log": "{\\"a\\": 1}", "source": "custom"}', '{"full_log": "{\\"a\\": 2", "source": "custom"}'],
    ],
    ['a number', 'f', '12', ['{"full_log": "12", "source": "custom"}']],
    ['nothing', 'f', '', []],
  ])('%s', (_, key, content, expected) => {
    expect(membersOf(decoded(key, content))).toEqual(expected)
  })

  test('says nothing but bucket and key of where an event comes from', () => {
    expect(eventsOf(decoded('f', '{}'))).toEqual([
      '{"log_info": {"log_file": "f", "s3bucket": "b"}, "source": "custom"}',
    ])
  })

  test.each([
    ['Latin-1', Buffer.from('café\n', 'latin1'), 'not UTF-8 text: invalid byte at offset 3'],
    ['Latin-1 in JSON', Buffer.from('{"a": "café"}', 'latin1'), 'not UTF-8 text: invalid byte at offset 10'],
    ['half a character of UTF-16', utf16('ab').subarray(0, -1), 'not UTF-16 text, as its byte order mark says'],
    ['half a pair of UTF-16', utf16('\ud834x'), 'not UTF-16 text, as its byte order mark says'],
  ])('a file of %s fails for its encoding, and nothing of it is sent', (_, content, cause) => {
    for (const key of ['f', 'f.jsonl.gz']) {
      const packed = key === 'f' ? content : gzipSync(content)
      expect(decoded(key, packed)).toEqual({ failure: { kind: 'parse', cause } })
    }
  })

  test('discards texts as a whole and rows by their field', () => {
    const rule = { discard: { field: 'a', regex: '1' } }
    expect(membersOf(decoded('f', 'a,b\n1,x\n2,1\n', rule))).toEqual(['{"a": "2", "b": "1", "source": "custom"}'])
    expect(membersOf(decoded('f', '1 line\na 1', rule))).toEqual(['{"full_log": "a 1", "source": "custom"}'])
  })

  test('sends every line of any text', () => {
    const line = fc.string({ unit: 'grapheme-ascii' }).map((text) => `7${text}`)
    fc.assert(
      fc.property(fc.array(line, { minLength: 2 }), (lines) => {
        const sent = eventsOf(decoded('f', lines.join('\n'))).map((event) => JSON.parse(event).full_log)
        expect(sent).toEqual(lines)
      }),
    )
  })
})

describe("AWS's own formats", () => {
  const KEY =
    'x/AWSLogs/o-1/123456789012/CloudTrail/us-east-1/2024/01/02/123456789012_CloudTrail_us-east-1_20240102T0115Z_a.json.gz'
  const RECORDS = '{"Records":[{"eventName": "A", "responseElements": "ok"}, {"eventName": "B"}]}'

  test('are read as by their bucket type', () => {
    expect(eventsOf(decoded(KEY, gzipSync(RECORDS)))).toEqual([
      `{"log_info": {"aws_account_alias": "me", "log_file": "${KEY}", "s3bucket": "b"}, "eventName": "A", "responseElements": {"string": "ok"}, "source": "cloudtrail", "aws_account_id": "123456789012"}`,
      `{"log_info": {"aws_account_alias": "me", "log_file": "${KEY}", "s3bucket": "b"}, "eventName": "B", "source": "cloudtrail", "aws_account_id": "123456789012"}`,
    ])
  })

  test('must look like it in key and content', () => {
    expect(membersOf(decoded('records.json', RECORDS))).toHaveLength(1)
    expect(membersOf(decoded(KEY, gzipSync('{"a": 1}')))).toEqual(['{"a": 1, "source": "custom"}'])
  })
})

describe('security_hub', () => {
  const hub = (content: string) => decoded('h', content, { type: 'security_hub' })
  const bus = (detail: object) => JSON.stringify({ 'detail-type': 'T', detail })

  test.each([
    [
      'every finding',
      { findings: [{ Id: '1', x: null }, { Id: '2' }], actionName: 'n' },
      [
        '{"source": "securityhub", "detail_type": "T", "finding": {"Id": "1"}, "actionName": "n"}',
        '{"source": "securityhub", "detail_type": "T", "finding": {"Id": "2"}, "actionName": "n"}',
      ],
    ],
    [
      'an insight',
      { insightResults: [{ A: 1 }], insightName: 'i', other: 1 },
      ['{"source": "securityhub", "detail_type": "T", "insightName": "i", "insightResults": [{"A": 1}]}'],
    ],
    ['no findings', { findings: [] }, ['{"source": "securityhub", "detail_type": "T"}']],
  ])('%s', (_, detail, expected) => {
    expect(membersOf(hub(bus(detail)))).toEqual(expected)
  })

  test('keeps numbers as they are', () => {
    const [event] = membersOf(hub('{"detail": {"findings": [{"score": 9.0, "id": 12345678901234567890}]}}'))
    expect(event).toContain('{"score": 9.0, "id": 12345678901234567890}')
  })

  test.each([
    ['no JSON', 'nope', 'Data in the file does not contain JSON objects.'],
    ['JSON of another kind', '{"a": 1}', undefined],
  ])('refuses %s', (_, content, line) => {
    expect(hub(content).failure?.line).toBe(line)
    expect(hub(content).failure).toBeDefined()
  })
})
