import type { LogicalType, SchemaElement } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { ByteSink } from '../../../src/byte-sink.ts'
import { type Scalar, scalarWriter } from '../../../src/parsers/parquet/scalars.ts'

function render(element: Omit<SchemaElement, 'name'>, value: Scalar): string {
  const out = new ByteSink(64)
  scalarWriter({ name: 'field', ...element })(out, value)
  return out.slice().toString('latin1')
}

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean): Omit<SchemaElement, 'name'> => ({
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', unit, isAdjustedToUTC },
})
const decimal = (scale: number): Omit<SchemaElement, 'name'> => ({
  type: 'FIXED_LEN_BYTE_ARRAY',
  logical_type: { type: 'DECIMAL', precision: 20, scale },
})
const unsigned = (bitWidth: number): LogicalType => ({ type: 'INTEGER', bitWidth, isSigned: false })
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Julian day and nanoseconds as hyparquet hands them over. */
const int96 = (julianDay: bigint, nanos: bigint): bigint => (julianDay << 64n) | nanos

describe('a value as Python prints it', () => {
  test.each<[Omit<SchemaElement, 'name'>, Scalar, string]>([
    [{ type: 'BOOLEAN' }, true, 'true'],
    [{ type: 'INT32' }, -1, '-1'],
    [{ type: 'INT64' }, 9007199254740993n, '9007199254740993'],
    [{ type: 'INT32', logical_type: unsigned(32) }, -1, '4294967295'],
    [{ type: 'INT64', logical_type: unsigned(64) }, -1n, '18446744073709551615'],
    [{ type: 'INT64', converted_type: 'UINT_64' }, -2n, '18446744073709551614'],
    [{ type: 'FLOAT' }, Math.fround(0.1), '0.10000000149011612'],
    [{ type: 'DOUBLE' }, 1, '1.0'],
    [{ type: 'DOUBLE' }, Number.NaN, 'NaN'],
    [{ type: 'DOUBLE' }, 1e-5, '1e-05'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } }, bytes('\x00\xc1'), '-2.5'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } }, bytes('\x01\x00'), '5.960464477539063e-08'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } }, bytes('\x00\x7c'), 'Infinity'],
    [{ type: 'INT32', logical_type: { type: 'DATE' } }, 19782, '"2024-02-29"'],
    [{ type: 'INT32', converted_type: 'DATE' }, -719162, '"0001-01-01"'],
    [{ type: 'INT32', converted_type: 'TIME_MILLIS' }, 3723400, '"01:02:03.400000"'],
    [{ type: 'INT64', converted_type: 'TIME_MICROS' }, 86399999999n, '"23:59:59.999999"'],
    [timestamp('MILLIS', false), 1704164645000n, '"2024-01-02 03:04:05"'],
    [timestamp('MICROS', true), 1704164645678901n, '"2024-01-02 03:04:05.678901+00:00"'],
    [timestamp('NANOS', true), 1704164645678901000n, '"2024-01-02 03:04:05.678901+00:00"'],
    [timestamp('MICROS', false), -1n, '"1969-12-31 23:59:59.999999"'],
    [{ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, 253402300799999999n, '"9999-12-31 23:59:59.999999"'],
    [{ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, 0n, '"1970-01-01 00:00:00"'],
    [{ type: 'INT96' }, int96(2460312n, 11045000001000n), '"2024-01-02 03:04:05.000001"'],
    [decimal(2), bytes('\xff\x6a'), '"-1.50"'],
    [decimal(4), bytes('\x05'), '"0.0005"'],
    [decimal(0), bytes('\x7f\xff'), '"32767"'],
    [decimal(7), bytes('\x00'), '"0E-7"'],
    [decimal(9), bytes('\x0c'), '"1.2E-8"'],
    [{ type: 'INT32', converted_type: 'DECIMAL', scale: 3 }, 1230, '"1.230"'],
    [{ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, Buffer.from('é"\n😀'), '"\\u00e9\\"\\n\\ud83d\\ude00"'],
    [{ type: 'BYTE_ARRAY', converted_type: 'JSON' }, bytes('{"a": 1}'), '"{\\"a\\": 1}"'],
    [{ type: 'BYTE_ARRAY', converted_type: 'ENUM' }, bytes('RED'), '"b\'RED\'"'],
    [{ type: 'BYTE_ARRAY' }, bytes("\x00\t'\\\xff"), '"b\\"\\\\x00\\\\t\'\\\\\\\\\\\\xff\\""'],
    [{ type: 'BYTE_ARRAY' }, bytes('\'"'), '"b\'\\\\\'\\"\'"'],
    [
      { type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'UUID' } },
      bytes('0123456789abcdef'),
      '"b\'0123456789abcdef\'"',
    ],
  ])('%j of %o is %s', (element, value, expected) => {
    expect(render(element, value)).toBe(expected)
  })
})

describe('a value that Python cannot show fails the file', () => {
  test.each<[string, Omit<SchemaElement, 'name'>, Scalar]>([
    ['finer than a microsecond', timestamp('NANOS', false), 1n],
    ['after 9999', timestamp('MILLIS', false), 253402300800000n],
    ['before 1', { type: 'INT32', converted_type: 'DATE' }, -719163],
    ['no time of a day', { type: 'INT64', converted_type: 'TIME_MICROS' }, 86400000000n],
    ['not UTF-8', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, bytes('\xff')],
  ])('%s', (_, element, value) => {
    expect(() => render(element, value)).toThrow(expect.objectContaining({ name: 'ReadFailure', kind: 'parse' }))
  })
})
