import type { DecodedArray, SchemaElement } from 'hyparquet'
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js'
import { byteStreamSplit, readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import { readPlain } from 'hyparquet/src/plain.js'
import * as messages from '../../messages/parquet.ts'
import { damaged } from './damaged.ts'
import type { Scalar } from './scalars.ts'
import type { Leaf } from './schema.ts'

export type DataReader = { view: DataView; offset: number }

export interface ValueContext {
  readonly leaf: Leaf
  readonly dictionary: DecodedArray | undefined
}

/**
 * @returns a function that returns the next of `count` values
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function valueReader(
  reader: DataReader,
  encoding: string,
  count: number,
  { leaf: { type, element }, dictionary }: ValueContext,
): () => Scalar {
  switch (encoding) {
    case 'PLAIN':
      return plainReader(reader, count, type, element)
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return dictionaryReader(reader, count, dictionary)
    case 'RLE':
      return booleanReader(reader, count)
    case 'DELTA_BINARY_PACKED':
      return arrayReader(deltaIntegers(reader, count, type))
    case 'DELTA_LENGTH_BYTE_ARRAY':
      return arrayReader(deltaBytes(reader, count, deltaLengthByteArray))
    case 'DELTA_BYTE_ARRAY':
      return arrayReader(deltaBytes(reader, count, deltaByteArray))
    case 'BYTE_STREAM_SPLIT':
      return arrayReader(byteStreamSplit(reader, count, type, element.type_length))
    default:
      throw damaged(messages.unknownEncoding(encoding))
  }
}

/** Byte arrays are cut out one by one on demand: an object for each would outweigh the page by far. */
function plainReader(reader: DataReader, count: number, type: Leaf['type'], element: SchemaElement): () => Scalar {
  const bytes = new Uint8Array(reader.view.buffer, reader.view.byteOffset, reader.view.byteLength)
  const cut = (length: number): Uint8Array => {
    const end = reader.offset + length
    if (end > bytes.length) throw damaged(messages.valueCutShort())
    const value = bytes.subarray(reader.offset, end)
    reader.offset = end
    return value
  }
  if (type === 'FIXED_LEN_BYTE_ARRAY') return () => cut(element.type_length ?? 0)
  if (type !== 'BYTE_ARRAY') return arrayReader(readPlain(reader, type, count, undefined))
  return () => {
    const length = reader.view.getUint32(reader.offset, true)
    reader.offset += 4
    return cut(length)
  }
}

function dictionaryReader(reader: DataReader, count: number, dictionary: DecodedArray | undefined): () => Scalar {
  if (count === 0) return arrayReader([])
  if (dictionary === undefined) throw damaged(messages.noDictionary())
  const indexes = new Uint32Array(count)
  const bitWidth = reader.view.getUint8(reader.offset++)
  if (bitWidth > 0) readRleBitPackedHybrid(reader, bitWidth, indexes, reader.view.byteLength - reader.offset)
  const index = arrayReader(indexes)
  return () => demandValue(dictionary[index() as number])
}

function booleanReader(reader: DataReader, count: number): () => Scalar {
  const bits = new Uint8Array(count)
  if (count > 0) readRleBitPackedHybrid(reader, 1, bits)
  const bit = arrayReader(bits)
  return () => bit() === 1
}

function deltaIntegers(reader: DataReader, count: number, type: Leaf['type']): DecodedArray {
  const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count)
  if (count > 0) deltaBinaryUnpack(reader, count, values)
  return values
}

function deltaBytes(reader: DataReader, count: number, unpack: typeof deltaByteArray): DecodedArray {
  const values = new Array<Uint8Array>(count)
  if (count > 0) unpack(reader, count, values)
  return values
}

function arrayReader(values: DecodedArray): () => Scalar {
  let index = 0
  return () => demandValue(values[index++])
}

function demandValue(value: Scalar | undefined): Scalar {
  if (value === undefined) throw damaged(messages.valueMissing())
  return value
}

export function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
}
