import { damaged, endedEarly } from '../messages/object.ts'
import type { ByteQueue } from './byte-queue.ts'
import { checkMembers, Inflater, inflate, SLICE } from './inflate.ts'
import { ReadFailure } from './types.ts'
import { ZstdFrames } from './zstd-frames.ts'

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
  const frames = new ZstdFrames()
  frames.push(bytes)
  checkEnd(frames)
  return Buffer.concat(outputs, size)
}

/** Expands bytes that arrive in pieces, as {@link unzstd} does. The caller bounds the size. */
export async function* unzstdStream(queue: ByteQueue): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames()
  for (let count = 1; await queue.hasBytes(); count++) {
    checkMembers('zstd', count)
    const inflater = new Inflater('zstd')
    try {
      while (!inflater.ended) {
        await queue.hasBytes()
        yield* inflater.push(queue.bytes.subarray(0, SLICE))
        frames.push(queue.bytes.subarray(0, inflater.consumed))
        queue.skip(inflater.consumed)
      }
    } finally {
      inflater.close()
    }
  }
  checkEnd(frames)
}

function checkEnd(frames: ZstdFrames): void {
  if (frames.isLost) throw new ReadFailure('decompress', damaged('zstd', 'bytes between frames'))
  if (frames.isCut) throw new ReadFailure('unknown', endedEarly())
}
