import { packedTooOften } from '../messages/object.ts'
import type { ByteQueue } from './byte-queue.ts'
import { gunzip, gunzipStream } from './gzip.ts'
import { overLimit } from './inflate.ts'
import { FRAMED_MAGIC, unsnappy } from './snappy.ts'
import { ReadFailure } from './types.ts'
import { unzipFirst } from './zip.ts'
import { unzstd, unzstdStream } from './zstd.ts'

/** A way in which objects are compressed. */
interface Compression {
  /** Ends of the keys of such objects. */
  readonly suffixes: readonly string[]
  /** First bytes, by which one is known whose key says nothing. */
  readonly magic: readonly number[]
  /** Expands a whole object to at most `limit` bytes, else throws. */
  readonly expand: (bytes: Uint8Array, limit: number) => Uint8Array
  /** Expands an object as it arrives; none: it must be there as a whole. */
  readonly stream?: (queue: ByteQueue) => AsyncIterable<Uint8Array>
}

const COMPRESSIONS: readonly Compression[] = [
  { suffixes: ['.gz'], magic: [0x1f, 0x8b, 0x08], expand: gunzip, stream: gunzipStream },
  { suffixes: ['.zip'], magic: [0x50, 0x4b, 0x03, 0x04], expand: unzipFirst },
  { suffixes: ['.zst'], magic: [0x28, 0xb5, 0x2f, 0xfd], expand: unzstd, stream: unzstdStream },
  { suffixes: ['.snappy', '.hsnappy'], magic: FRAMED_MAGIC, expand: unsnappy },
]

const SUFFIXES = COMPRESSIONS.flatMap(({ suffixes }) => suffixes)

/** Bytes at the start of an object by which {@link compressionOf} can tell. */
export const MAGIC_LENGTH = Math.max(...COMPRESSIONS.map(({ magic }) => magic.length))

/** Most compressions around one another: more are no log but a bomb. */
export const MAX_LAYERS = 4

/** Whether the end of a key tells that the object is compressed. */
export function isCompressed(key: string): boolean {
  return SUFFIXES.some((suffix) => key.endsWith(suffix))
}

/**
 * How an object is compressed: the end of its key decides; where that says nothing, its first bytes do.
 *
 * @param key empty for what was inside of another compression
 * @returns undefined: not at all
 */
export function compressionOf(key: string, start: Uint8Array): Compression | undefined {
  return (
    COMPRESSIONS.find(({ suffixes }) => suffixes.some((suffix) => key.endsWith(suffix))) ??
    COMPRESSIONS.find(({ magic }) => magic.every((byte, at) => byte === start[at]))
  )
}

/**
 * Expands an object, also one that was compressed again by its way: CloudWatch's gzip through a compressing Firehose.
 *
 * @param key   the end of its name tells the compression: `.gz` (all members), `.zip` (first file), `.zst`, `.snappy`;
 *              else its first bytes do
 * @param limit most bytes of output
 * @returns the content; `bytes` themselves when they are not compressed
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

/** @throws ReadFailure for a compression inside of too many others */
export function checkLayer(layer: number): void {
  if (layer >= MAX_LAYERS) throw new ReadFailure('decompress', packedTooOften(MAX_LAYERS))
}
