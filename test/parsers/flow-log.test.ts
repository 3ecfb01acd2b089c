import { describe, expect, test } from 'vitest'
import { SPACE } from '../../src/bytes.ts'
import { readDelimited } from '../../src/parsers/delimited.ts'
import { headerColumns, isFlowRecord, TimeColumn } from '../../src/parsers/flow-log.ts'

describe('a header', () => {
  const columnsOf = (line: string) => {
    let columns: readonly string[] | undefined
    readDelimited(Buffer.from(line), SPACE, (fields) => {
      columns = headerColumns(fields)
    })
    return columns
  }

  test.each([
    ['version account-id interface-id log-status', ['version', 'account_id', 'interface_id', 'log_status']],
    ['action tcp-flags pkt-src-aws-service start', ['action', 'tcp_flags', 'pkt_src_aws_service', 'start']],
    ['version', ['version']],
    ['resource-type tgw-id tgw-src-az-id start', ['resource_type', 'tgw_id', 'tgw_src_az_id', 'start']],
    ['version vpc-id srcaddr a-new-name', ['version', 'vpc_id', 'srcaddr', 'a_new_name']],
  ])('%s', (line, names) => {
    expect(columnsOf(line)).toEqual(names)
  })

  test.each([
    '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK',
    'ACCEPT ingress',
    'ingress -',
    'eni-0abc ingress',
    'version ',
    'a--b',
    'ingress',
    'hello world',
    'the end of the start',
  ])('is not %s', (line) => {
    expect(columnsOf(line)).toBeUndefined()
  })
})

describe('a record', () => {
  const isRecord = (line: string) => {
    let result: boolean | undefined
    readDelimited(Buffer.from(line), SPACE, (fields) => {
      result = isFlowRecord(fields)
    })
    return result
  }

  test.each([
    ['2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK', true],
    ['2 123456789012 eni-2 - - - - - - - 1704157200 1704157260 - NODATA', true],
    ['ACCEPT 19', true],
    ['443 49152 -', true],
    ['vpc-0a 2001:db8::1 us-east-1 ingress', true],
    ['Jan 2 03:04:05 host kernel up', false],
    ['<html>', false],
    ['10.0.0.1 - - [02/Jan/2024:03:00:00 +0000] "GET / HTTP/1.1" 200', false],
    ['hello world', false],
  ])('is told from other text: %s', (line, expected) => {
    expect(isRecord(line)).toBe(expected)
  })
})

describe('a time', () => {
  const rewritten = (text: string, column = new TimeColumn('start', 1)) => {
    const values: (string | undefined)[] = []
    readDelimited(Buffer.from(text), SPACE, (fields) => {
      column.rewrite(fields)
      values.push(fields.text(1))
    })
    return values
  }

  test.each([
    ['1704157200', '2024-01-02T01:00:00Z'],
    ['0', '1970-01-01T00:00:00Z'],
    ['-1', '1969-12-31T23:59:59Z'],
    ['9999999999', '2286-11-20T17:46:39Z'],
    ['253402300799', '9999-12-31T23:59:59Z'],
    ['-', '-'],
  ])('%s', (value, expected) => {
    expect(rewritten(`x ${value} y\nx ${value} y\n`)).toEqual([expected, expected])
  })

  test('is its own in every record', () => {
    const seconds = [1704157200, 1704157200 + 512, 1704157200, 1704157201]
    const expected = seconds.map((value) => new Date(value * 1000).toISOString().replace('.000', ''))
    expect(rewritten(seconds.map((value) => `x ${value}`).join('\n'))).toEqual(expected)
  })

  test.each([
    ['x', 'decompress', "a line has no column 'start'"],
    ['x abc', 'parse', "column 'start' is no time in seconds: 'abc'"],
    ['x 170415720x', 'parse', "column 'start' is no time in seconds: '170415720x'"],
    ['x 253402300800', 'parse', "column 'start' is no time in seconds: '253402300800'"],
    ['x ', 'parse', "column 'start' is no time in seconds: ''"],
  ])('%j is refused', (line, kind, message) => {
    expect(() => rewritten(line)).toThrowError(expect.objectContaining({ kind, message }))
  })

  test('is left alone where the format has no such column', () => {
    expect(rewritten('x abc', new TimeColumn('start', -1))).toEqual(['abc'])
  })
})
