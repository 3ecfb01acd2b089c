import type { CompressionCodec, DecodedArray, PageHeader } from 'hyparquet'
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import { readPlain } from 'hyparquet/src/plain.js'
import * as messages from '../../messages/parquet.ts'
import { decompress } from './codecs.ts'
import { damaged } from './damaged.ts'
import type { Expansion } from './limits.ts'
import type { Scalar } from './scalars.ts'
import type { Leaf } from './schema.ts'
import { type DataReader, readerOf, type ValueContext, valueReader } from './values.ts'

/** Values of one page, and the levels that place each of them in its row. */
export interface Page {
  /** Number of entries: values and nulls. */
  readonly count: number
  /** Repetition level of each entry; undefined if the column cannot repeat. */
  readonly reps?: Uint8Array | undefined
  /** Definition level of each entry; undefined if the column cannot be null. */
  readonly defs?: Uint8Array | undefined
  /** Memory that it takes, about. */
  readonly heldBytes: number
  readonly next: () => Scalar
}

/** What decoding a page needs beside its own bytes. */
interface PageContext extends ValueContext {
  readonly codec: CompressionCodec
  /** Told of what is allocated, before it is. */
  readonly expansion: Expansion
}

/** Bytes of a decoded value, with the reference to it. */
const VALUE_BYTES = 8

/** Decodes the page with the distinct values of a column. */
export function decodeDictionary(
  header: PageHeader,
  bytes: Uint8Array,
  leaf: Leaf,
  codec: CompressionCodec,
): DecodedArray {
  const count = header.dictionary_page_header?.num_values ?? 0
  // No value takes less than a bit.
  if (count > header.uncompressed_page_size * 8) throw damaged(messages.tooManyValues(leaf.name))
  const reader = readerOf(decompress(bytes, header.uncompressed_page_size, codec))
  return readPlain(reader, leaf.type, count, leaf.element.type_length)
}

/**
 * Decodes a data page of either version.
 *
 * @param bytes the page's body as stored
 * @see https://parquet.apache.org/docs/file-format/data-pages/
 */
export function decodePage(header: PageHeader, bytes: Uint8Array, context: PageContext): Page {
  return header.data_page_header_v2 ? decodeVersion2(header, bytes, context) : decodeVersion1(header, bytes, context)
}

function decodeVersion1(header: PageHeader, bytes: Uint8Array, context: PageContext): Page {
  const { data_page_header: page, uncompressed_page_size } = header
  if (page === undefined) throw damaged(messages.noPageHeader())
  const reader = readerOf(decompress(bytes, uncompressed_page_size, context.codec))
  const { maxRep, maxDef } = context.leaf
  if (maxRep > 0) demandRle(page.repetition_level_encoding)
  const reps = readLevels(reader, page.num_values, maxRep, context.expansion)
  if (maxDef > 0) demandRle(page.definition_level_encoding)
  const defs = readLevels(reader, page.num_values, maxDef, context.expansion)
  return pageOf(page.num_values, reps, defs, reader, page.encoding, context)
}

/** Version 2 stores the levels uncompressed before the values. */
function decodeVersion2(header: PageHeader, bytes: Uint8Array, context: PageContext): Page {
  const page = header.data_page_header_v2
  if (page === undefined) throw damaged(messages.noPageHeader())
  const { repetition_levels_byte_length: repBytes, definition_levels_byte_length: defBytes } = page
  const { maxRep, maxDef } = context.leaf
  const reps = readLevels(readerOf(bytes), page.num_values, maxRep, context.expansion, repBytes)
  const defs = readLevels(readerOf(bytes.subarray(repBytes)), page.num_values, maxDef, context.expansion, defBytes)
  const stored = bytes.subarray(repBytes + defBytes)
  const codec = page.is_compressed === false ? 'UNCOMPRESSED' : context.codec
  const values = decompress(stored, header.uncompressed_page_size - repBytes - defBytes, codec)
  return pageOf(page.num_values, reps, defs, readerOf(values), page.encoding, context)
}

function demandRle(encoding: string): void {
  if (encoding !== 'RLE') throw damaged(messages.unknownEncoding(encoding))
}

function readLevels(
  reader: DataReader,
  count: number,
  max: number,
  expansion: Expansion,
  length?: number,
): Uint8Array | undefined {
  if (max === 0) return undefined
  expansion.hold(count)
  const levels = new Uint8Array(count)
  readRleBitPackedHybrid(reader, 32 - Math.clz32(max), levels, length)
  return levels
}

function pageOf(
  count: number,
  reps: Uint8Array | undefined,
  defs: Uint8Array | undefined,
  reader: DataReader,
  encoding: string,
  context: PageContext,
): Page {
  let values = count
  if (defs) {
    const { maxDef } = context.leaf
    // An iterator would take several times as long.
    for (let index = 0; index < defs.length; index++) if (defs[index] !== maxDef) values--
  }
  context.expansion.values(values)
  const valueBytes = reader.view.byteLength + values * VALUE_BYTES
  context.expansion.hold(valueBytes)
  const heldBytes = valueBytes + (reps?.length ?? 0) + (defs?.length ?? 0)
  const next = valueReader(reader, encoding, values, context)
  return { count, reps, defs, heldBytes, next }
}
