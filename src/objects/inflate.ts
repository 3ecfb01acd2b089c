import {
  brotliDecompressSync,
  crc32 as crc32Of,
  createInflateRaw,
  createZstdDecompress,
  inflateRawSync,
  zstdDecompressSync,
} from 'node:zlib'
import { damaged, endedEarly, tooLarge, tooManyMembers } from '../messages/object.ts'
import { ReadFailure } from './types.ts'

// Only this file uses zlib. docs/performance.md has the measurements for the buffer sizes and the reason against zlib-sync.

/** The compressed formats that zlib reads. */
export type Codec = 'deflate' | 'zstd'

/** The result of one deflate stream or zstd frame. */
export interface Inflated {
  readonly output: Uint8Array
  /** Bytes of the input that belong to it. */
  readonly consumed: number
}

/** Maximum compression ratio of deflate: a larger declared size is wrong. */
const MAX_RATIO = 1032
/** Smaller buffers share memory with others, and cannot be freed at once. */
const MIN_CHUNK = Buffer.poolSize / 2
const MAX_CHUNK = 1024 * 1024

/**
 * Expands the deflate stream or zstd frame at the start of `bytes`.
 *
 * @param limit    maximum bytes of output; no more memory is allocated
 * @param expected declared size of the output: one buffer is enough if it is true. Default: not known
 * @throws ReadFailure
 */
export function inflate(codec: Codec, bytes: Uint8Array, limit: number, expected?: number): Inflated {
  const options = { info: true, maxOutputLength: Math.max(1, limit), chunkSize: chunkSize(bytes, limit, expected) }
  const run = codec === 'deflate' ? inflateRawSync : zstdDecompressSync
  let result: { buffer: Uint8Array; engine: { bytesWritten: number } }
  try {
    // With `info`, the result is an object. The types do not say so for the sync functions.
    result = run(bytes, options) as unknown as typeof result
  } catch (cause) {
    throw readFailure(codec, cause)
  }
  if (result.buffer.length > limit) throw overLimit()
  return { output: result.buffer, consumed: result.engine.bytesWritten }
}

function chunkSize(bytes: Uint8Array, limit: number, expected: number | undefined): number {
  const possible = Math.min(bytes.length * MAX_RATIO, limit) + 1
  if (expected !== undefined && expected < possible) return Math.max(MIN_CHUNK, expected + 1)
  return Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, possible))
}

/** @param start checksum of the preceding bytes */
export function crc32(bytes: Uint8Array, start = 0): number {
  return crc32Of(bytes, start)
}

/** An object that expands beyond the limit. */
export class OverLimit extends ReadFailure {}

/** Members of a gzip file, or frames of a zstd file. A delivery stream writes one for each of its batches. */
const MAX_MEMBERS = 65_536

/** @throws ReadFailure when a file has too many members: each costs time, even an empty one */
export function checkMembers(format: string, count: number): void {
  if (count > MAX_MEMBERS) throw new ReadFailure('decompress', tooManyMembers(format, MAX_MEMBERS))
}

/** @returns the failure of an object that expands beyond the limit */
export function overLimit(): OverLimit {
  return new OverLimit('decompress', tooLarge())
}

/** Compressed bytes per call of {@link Inflater.push}. */
export const SLICE = 64 * 1024

/** Expands one deflate stream or zstd frame as its bytes arrive. */
export class Inflater {
  readonly #codec: Codec
  readonly #stream
  #wake: () => void = () => {}
  #failure: unknown
  #before = 0
  #ended = false

  constructor(codec: Codec) {
    const options = { chunkSize: 256 * 1024 }
    this.#codec = codec
    this.#stream = codec === 'deflate' ? createInflateRaw(options) : createZstdDecompress(options)
    this.#stream.on('readable', () => this.#wake())
    this.#stream.on('error', (cause) => {
      this.#failure = cause
      this.#wake()
    })
    this.#stream.on('end', () => {
      this.#ended = true
      this.#wake()
    })
  }

  /** Whether the stream or frame is complete. */
  get ended(): boolean {
    return this.#ended
  }

  /** Bytes of the last {@link push} that were used: at the end, fewer than given. */
  get consumed(): number {
    return this.#stream.bytesWritten - this.#before
  }

  /**
   * Expands the next bytes.
   *
   * @param bytes empty at the end of the input
   * @throws ReadFailure
   */
  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    let taken = false
    this.#before = this.#stream.bytesWritten
    if (bytes.length === 0) this.#stream.end()
    else
      this.#stream.write(bytes, () => {
        taken = true
        this.#wake()
      })
    while (true) {
      const output: Uint8Array | null = this.#stream.read()
      if (output) yield output
      else if (this.#failure) throw readFailure(this.#codec, this.#failure)
      else if (taken || this.#ended) return
      else await this.#change()
    }
  }

  close(): void {
    this.#stream.destroy()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

function readFailure(codec: Codec | 'brotli', cause: unknown): ReadFailure {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ERR_BUFFER_TOO_LARGE') return overLimit()
  if (code === 'Z_BUF_ERROR') return new ReadFailure('unknown', endedEarly(), { cause })
  return new ReadFailure('decompress', damaged(codec, message), { cause })
}

/**
 * Expands brotli, which Parquet files use.
 *
 * @param limit maximum bytes of output
 * @throws ReadFailure
 */
export function unbrotli(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, limit) })
  } catch (cause) {
    throw readFailure('brotli', cause)
  }
}
