import { ByteQueue } from './byte-queue.ts'
import { checkLayer, compressionOf, MAGIC_LENGTH } from './expand.ts'
import { overLimit } from './inflate.ts'

/**
 * Expands an object as it arrives, by the same rules as `expand`. Formats that need the whole object (zip, snappy) are read
 * into memory first.
 *
 * @param limit maximum bytes of such an object, before and after expansion. For other formats the caller counts the output
 * @throws ReadFailure
 */
export async function* expandStream(
  chunks: AsyncIterable<Uint8Array>,
  key: string,
  limit: number,
  layer = 0,
): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks)
  while (queue.bytes.length < MAGIC_LENGTH && (await queue.more()));
  const compression = compressionOf(key, queue.bytes)
  if (!compression) return yield* queue.rest()
  checkLayer(layer)
  const content = compression.stream?.(queue) ?? expanded(queue, compression.expand, limit)
  yield* expandStream(content, '', limit, layer + 1)
}

async function* expanded(
  queue: ByteQueue,
  expand: (bytes: Uint8Array, limit: number) => Uint8Array,
  limit: number,
): AsyncGenerator<Uint8Array> {
  yield expand(await collect(queue.rest(), limit), limit)
}

async function collect(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of chunks) {
    size += piece.length
    if (size > limit) throw overLimit()
    pieces.push(piece)
  }
  return Buffer.concat(pieces, size)
}
