import { type FileMetaData, parquetMetadata } from 'hyparquet'
import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { damaged } from './damaged.ts'
import type { ParquetFile } from './types.ts'

/** One request gets the whole footer of most files. */
const TAIL_BYTES = 256 * 1024
/** Length of the metadata (4 bytes) and the magic that end a file. */
const TRAILER_BYTES = 8

/**
 * Reads the metadata at the end of the file.
 *
 * @see https://parquet.apache.org/docs/file-format/
 * @throws ReadFailure 'parse' when it is not a Parquet file, damaged or encrypted
 */
export async function readFooter(file: ParquetFile): Promise<FileMetaData> {
  const { byteLength } = file
  if (byteLength < TRAILER_BYTES) throw new ReadFailure('parse', messages.notParquet())
  let tail = await file.slice(Math.max(0, byteLength - TAIL_BYTES), byteLength)
  const needed = metadataLength(tail) + TRAILER_BYTES
  if (needed > byteLength) throw damaged(messages.footerTooLong())
  if (needed > tail.byteLength) tail = await file.slice(byteLength - needed, byteLength)
  const metadata = parquetMetadata(tail, { geoparquet: false })
  if (metadata.row_groups.some((group) => group.columns.some((column) => column.crypto_metadata))) throw encrypted()
  return metadata
}

function metadataLength(tail: ArrayBuffer): number {
  const trailer = Buffer.from(tail, tail.byteLength - TRAILER_BYTES)
  const magic = trailer.toString('latin1', 4)
  if (magic === 'PARE') throw encrypted()
  if (magic !== 'PAR1') throw new ReadFailure('parse', messages.notParquet())
  return trailer.readUInt32LE(0)
}

function encrypted(): ReadFailure {
  return new ReadFailure('parse', messages.encrypted())
}
