import { checkLayer, compressionOf, MAGIC_LENGTH } from './expand.ts'
import { Feed } from './feed.ts'
import { overLimit } from './inflate.ts'

/**
 * Expands an object as it arrives, by the same rules as `expand`. What cannot be expanded piece by piece (zip, snappy)
 * is collected first, at most `limit` bytes of it, and of what it expands to.
 *
 * @param limit bound on those; for the others the caller counts
 * @throws ReadFailure
 */
export async function* expandStream(
  chunks: AsyncIterable<Uint8Array>,
  key: string,
  limit: number,
  layer = 0,
): AsyncGenerator<Uint8Array> {
  const feed = new Feed(chunks)
  while (feed.bytes.length < MAGIC_LENGTH && (await feed.more()));
  const compression = compressionOf(key, feed.bytes)
  if (!compression) return yield* feed.rest()
  checkLayer(layer)
  const content = compression.stream?.(feed) ?? expanded(feed, compression.expand, limit)
  yield* expandStream(content, '', limit, layer + 1)
}

async function* expanded(
  feed: Feed,
  expand: (bytes: Uint8Array, limit: number) => Uint8Array,
  limit: number,
): AsyncGenerator<Uint8Array> {
  yield expand(await collect(feed.rest(), limit), limit)
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
