import { bunzip2 } from './bunzip2.ts'
import type { Feed } from './feed.ts'
import { gunzip, gunzipStream } from './gzip.ts'
import { overLimit } from './inflate.ts'
import { FRAMED_MAGIC, unsnappy } from './snappy.ts'
import { unzipFirst } from './zip.ts'
import { unzstd, unzstdStream } from './zstd.ts'

/** A way in which objects are compressed. */
interface Compression {
  /** End of the keys of such objects. */
  readonly suffix: string
  /** First bytes, by which one is known whose key says nothing; none: there are no sure ones. */
  readonly magic: readonly number[]
  /** Expands a whole object to at most `limit` bytes, else throws. */
  readonly expand: (bytes: Uint8Array, limit: number) => Uint8Array
  /** Expands an object as it arrives; none: it must be there as a whole. */
  readonly stream?: (feed: Feed) => AsyncIterable<Uint8Array>
}

/** In a magic number: whatever byte. */
const ANY = -1

const COMPRESSIONS: readonly Compression[] = [
  { suffix: '.gz', magic: [0x1f, 0x8b], expand: gunzip, stream: gunzipStream },
  { suffix: '.zip', magic: [0x50, 0x4b, 0x03, 0x04], expand: unzipFirst },
  { suffix: '.zst', magic: [0x28, 0xb5, 0x2f, 0xfd], expand: unzstd, stream: unzstdStream },
  { suffix: '.bz2', magic: [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], expand: bunzip2 },
  { suffix: '.snappy', magic: FRAMED_MAGIC, expand: unsnappy },
]

/** Bytes at the start of an object by which {@link compressionOf} can tell. */
export const MAGIC_LENGTH = 10

/**
 * How an object is compressed: the end of its key decides; where that says nothing, its first bytes do.
 *
 * @returns undefined: not at all
 */
export function compressionOf(key: string, start: Uint8Array): Compression | undefined {
  return (
    COMPRESSIONS.find(({ suffix }) => key.endsWith(suffix)) ??
    COMPRESSIONS.find(({ magic }) =>
      magic.every((byte, at) => byte === start[at] || (byte === ANY && at < start.length)),
    )
  )
}

/**
 * Expands an object.
 *
 * @param key   the end of its name tells the compression: `.gz` (all members), `.zip` (first entry), `.zst`, `.bz2`,
 *              `.snappy`; else its first bytes do
 * @param limit most bytes of output
 * @returns the content; `bytes` themselves when they are not compressed
 * @throws ReadFailure
 */
export function expand(bytes: Uint8Array, key: string, limit: number): Uint8Array {
  const compression = compressionOf(key, bytes)
  if (compression) return compression.expand(bytes, limit)
  if (bytes.length > limit) throw overLimit()
  return bytes
}
