import { packedTooOften } from '../messages/object.ts'
import type { ByteQueue } from './byte-queue.ts'
import { gunzip, gunzipStream } from './gzip.ts'
import { overLimit } from './inflate.ts'
import { FRAMED_MAGIC, unsnappy } from './snappy.ts'
import { ReadFailure } from './types.ts'
import { unzipFirst } from './zip.ts'
import { unzstd, unzstdStream } from './zstd.ts'

/** A compression format of objects. */
interface Compression {
  /** Suffixes of keys. */
  readonly suffixes: readonly string[]
  /** First bytes, which identify the format when the key does not. */
  readonly magic: readonly number[]
  /** Expands a whole object. @param limit maximum bytes of output @throws ReadFailure */
  readonly expand: (bytes: Uint8Array, limit: number) => Uint8Array
  /** Expands an object as it arrives. Default: the format needs the whole object. */
  readonly stream?: (queue: ByteQueue) => AsyncIterable<Uint8Array>
}

const COMPRESSIONS: readonly Compression[] = [
  { suffixes: ['.gz'], magic: [0x1f, 0x8b, 0x08], expand: gunzip, stream: gunzipStream },
  { suffixes: ['.zip'], magic: [0x50, 0x4b, 0x03, 0x04], expand: unzipFirst },
  { suffixes: ['.zst'], magic: [0x28, 0xb5, 0x2f, 0xfd], expand: unzstd, stream: unzstdStream },
  { suffixes: ['.snappy', '.hsnappy'], magic: FRAMED_MAGIC, expand: unsnappy },
]

const SUFFIXES = COMPRESSIONS.flatMap(({ suffixes }) => suffixes)

/** Bytes at the start of an object that {@link compressionOf} needs. */
export const MAGIC_LENGTH = Math.max(...COMPRESSIONS.map(({ magic }) => magic.length))

/** Maximum nested compressions. An object with more is not a log but a decompression bomb. */
export const MAX_LAYERS = 4

/** @returns whether the suffix of a key is that of a compressed object */
export function isCompressed(key: string): boolean {
  return SUFFIXES.some((suffix) => key.endsWith(suffix))
}

/**
 * Detects the compression of an object by the suffix of its key, otherwise by its first bytes.
 *
 * @param key empty for content inside another compression
 * @returns undefined: the object is not compressed
 */
export function compressionOf(key: string, start: Uint8Array): Compression | undefined {
  return (
    COMPRESSIONS.find(({ suffixes }) => suffixes.some((suffix) => key.endsWith(suffix))) ??
    COMPRESSIONS.find(({ magic }) => magic.every((byte, at) => byte === start[at]))
  )
}

/**
 * Expands an object, including nested compressions (CloudWatch's gzip through a compressing Firehose).
 *
 * @param key   its suffix decides: `.gz` (all members), `.zip` (first file), `.zst`, `.snappy`; otherwise the first bytes do
 * @param limit maximum bytes of output
 * @returns the content; `bytes` itself when it is not compressed
 * @throws ReadFailure
 */
export function expand(bytes: Uint8Array, key: string, limit: number, layer = 0): Uint8Array {
  const compression = compressionOf(key, bytes)
  if (!compression) {
    if (bytes.length > limit) throw overLimit()
    return bytes
  }
  checkLayer(layer)
  return expand(compression.expand(bytes, limit), '', limit, layer + 1)
}

/** @throws ReadFailure when too many compressions are nested */
export function checkLayer(layer: number): void {
  if (layer >= MAX_LAYERS) throw new ReadFailure('decompress', packedTooOften(MAX_LAYERS))
}
