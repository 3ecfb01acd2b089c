import type { ByteQueue } from './byte-queue.ts'
import { checkMembers, Inflater, inflate, SLICE } from './inflate.ts'

// Zstandard files, RFC 8878 (https://www.rfc-editor.org/rfc/rfc8878): a sequence of frames.

/**
 * Expands a zstd file.
 *
 * @param limit maximum bytes of output
 * @throws ReadFailure
 */
export function unzstd(bytes: Uint8Array, limit: number): Uint8Array {
  const outputs: Uint8Array[] = []
  let size = 0
  for (let at = 0; at < bytes.length; ) {
    const { output, consumed } = inflate('zstd', bytes.subarray(at), limit - size)
    checkMembers('zstd', outputs.push(output))
    size += output.length
    at += consumed
  }
  return Buffer.concat(outputs, size)
}

/** Expands bytes that arrive in pieces, as {@link unzstd} does. The caller bounds the size. */
export async function* unzstdStream(queue: ByteQueue): AsyncGenerator<Uint8Array> {
  for (let frames = 1; await queue.hasBytes(); frames++) {
    checkMembers('zstd', frames)
    const inflater = new Inflater('zstd')
    try {
      while (!inflater.ended) {
        await queue.hasBytes()
        yield* inflater.push(queue.bytes.subarray(0, SLICE))
        queue.skip(inflater.consumed)
      }
    } finally {
      inflater.close()
    }
  }
}
