import type { LogicalType, ParquetType, SchemaElement, TimeUnit } from 'hyparquet'
import type { ByteSink } from '../../byte-sink.ts'
import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { writeText } from '../../python/json-text.ts'
import { decimalText, floatText } from '../../python/numbers.ts'
import { bytesRepr } from '../../python/text.ts'
import { dateOf, TICKS, timeOf, writeTimestamp } from './time.ts'
import { writeUtf8 } from './utf8.ts'

export type Scalar = number | bigint | boolean | Uint8Array

export type ScalarWriter = (out: ByteSink, value: Scalar) => void

type Physical = Record<ParquetType, ScalarWriter>

const NANOS_A_DAY = 86_400_000_000_000n
/** 1970-01-01 as a Julian day. */
const JULIAN_EPOCH = 2_440_588n

/** A value without an annotation, or with one that Python does not show (ENUM, BSON, UUID, INTERVAL …). */
const plain: Physical = {
  BOOLEAN: (out, value) => out.ascii(String(value)),
  INT32: (out, value) => out.ascii(String(value)),
  INT64: (out, value) => out.ascii(String(value)),
  INT96: (out, value) => writeTimestamp(out, int96Nanos(value as bigint), TICKS.NANOS, ''),
  FLOAT: (out, value) => out.ascii(floatText(value as number)),
  DOUBLE: (out, value) => out.ascii(floatText(value as number)),
  BYTE_ARRAY: (out, value) => writeText(out, bytesRepr(value as Uint8Array)),
  FIXED_LEN_BYTE_ARRAY: (out, value) => writeText(out, bytesRepr(value as Uint8Array)),
}

/**
 * Chooses how the values of a column become JSON: as pyarrow reads them in Python and `json.dumps(…, default=str)`
 * prints them.
 *
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export function scalarWriter(element: SchemaElement): ScalarWriter {
  const { type, logical_type: logical } = element
  if (type === undefined) throw new ReadFailure('parse', messages.unknownType(element.name))
  return (logical?.type ? byLogicalType(logical, element) : byConvertedType(element)) ?? plain[type]
}

function byLogicalType(logical: LogicalType, element: SchemaElement): ScalarWriter | undefined {
  switch (logical.type) {
    case 'STRING':
    case 'JSON':
      return text
    case 'DECIMAL':
      return decimal(logical.scale)
    case 'DATE':
      return date
    case 'TIME':
      return time(logical.unit)
    case 'TIMESTAMP':
      return timestamp(logical.unit, logical.isAdjustedToUTC ? '+00:00' : '')
    case 'INTEGER':
      return logical.isSigned ? undefined : unsigned(element)
    case 'FLOAT16':
      return (out, value) => out.ascii(floatText(halfFloat(value as Uint8Array)))
    default:
      return undefined
  }
}

/** Older files have only this annotation; its timestamps have no zone. */
function byConvertedType(element: SchemaElement): ScalarWriter | undefined {
  switch (element.converted_type) {
    case 'UTF8':
    case 'JSON':
      return text
    case 'DECIMAL':
      return decimal(element.scale ?? 0)
    case 'DATE':
      return date
    case 'TIME_MILLIS':
      return time('MILLIS')
    case 'TIME_MICROS':
      return time('MICROS')
    case 'TIMESTAMP_MILLIS':
      return timestamp('MILLIS', '')
    case 'TIMESTAMP_MICROS':
      return timestamp('MICROS', '')
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return unsigned(element)
    default:
      return undefined
  }
}

function text(out: ByteSink, value: Scalar): void {
  writeUtf8(out, value as Uint8Array)
}

function date(out: ByteSink, value: Scalar): void {
  quoted(out, dateOf(value as number))
}

function time(unit: TimeUnit): ScalarWriter {
  return (out, value) => quoted(out, timeOf(Number(value), TICKS[unit]))
}

function timestamp(unit: TimeUnit, zone: string): ScalarWriter {
  return (out, value) => writeTimestamp(out, value as bigint, TICKS[unit], zone)
}

function decimal(scale: number): ScalarWriter {
  return (out, value) => quoted(out, decimalText(unscaled(value), scale))
}

function unsigned({ type }: SchemaElement): ScalarWriter {
  const bits = type === 'INT64' ? 64 : 32
  return (out, value) => out.ascii(String(BigInt.asUintN(bits, BigInt(value as number | bigint))))
}

/** Writes text that needs no escapes. */
function quoted(out: ByteSink, ascii: string): void {
  out.ascii(`"${ascii}"`)
}

/** The integer of a decimal: a number, or big-endian bytes in two's complement. */
function unscaled(value: Scalar): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value)
  if (value.length === 0) return 0n
  return BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`))
}

/** The old timestamp of Hive and Spark: 8 bytes of nanoseconds in the day, 4 bytes of the Julian day. */
function int96Nanos(value: bigint): bigint {
  return ((value >> 64n) - JULIAN_EPOCH) * NANOS_A_DAY + BigInt.asUintN(64, value)
}

function halfFloat(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0) return (sign * mantissa) / 2 ** 24
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}
