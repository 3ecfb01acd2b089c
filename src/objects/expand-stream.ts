import { compressionOf, MAGIC_LENGTH } from './expand.ts'
import { Feed } from './feed.ts'

/**
 * Expands an object as it arrives, by the same rules as `expand`. What cannot be expanded piece by piece (zip, bzip2,
 * snappy) is collected first, at most `limit` bytes of it expanded.
 *
 * @param limit bound on the output of those; for the others the caller counts
 * @throws ReadFailure
 */
export async function* expandStream(
  chunks: AsyncIterable<Uint8Array>,
  key: string,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const feed = new Feed(chunks)
  while (feed.bytes.length < MAGIC_LENGTH && (await feed.more()));
  const compression = compressionOf(key, feed.bytes)
  if (!compression) yield* feed.rest()
  else if (compression.stream) yield* compression.stream(feed)
  else yield compression.expand(await collect(feed.rest()), limit)
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of chunks) pieces.push(piece)
  return Buffer.concat(pieces)
}
