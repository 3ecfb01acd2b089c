import type { CompressionCodec, Compressors } from 'hyparquet'
import { decompressPage } from 'hyparquet/src/datapage.js'
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors'
import { gunzip } from '../../objects/gzip.ts'
import { inflate, unbrotli } from '../../objects/inflate.ts'

/**
 * zlib where it has the codec: three to six times as fast as JavaScript. Snappy is missing because hyparquet has its
 * own, which unlike a WebAssembly one keeps no memory after a large page.
 */
const codecs: Compressors = {
  GZIP: gunzip,
  ZSTD: (stored, length) => inflate('zstd', stored, length, length).output,
  BROTLI: unbrotli,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
}

/**
 * Decompresses a page or a part of one.
 *
 * @param stored bytes as in the file
 * @param length bytes of the output; any other length is an error
 * @see https://parquet.apache.org/docs/file-format/data-pages/compression/
 */
export function decompress(stored: Uint8Array, length: number, codec: CompressionCodec): Uint8Array {
  // If all values are null, some writers store nothing at all, which no codec accepts.
  if (length === 0) return new Uint8Array()
  // The copy frees the window that holds the bytes, and keeps decoders from reading past the page.
  return decompressPage(codec === 'UNCOMPRESSED' ? stored.slice() : stored, length, codec, codecs)
}
