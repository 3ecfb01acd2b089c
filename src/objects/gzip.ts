import { damaged, endedEarly, invalidGzip, notOfFormat } from '../messages/object.ts'
import type { ByteQueue } from './byte-queue.ts'
import { checkMembers, crc32, Inflater, inflate, SLICE } from './inflate.ts'
import { ReadFailure } from './types.ts'

// gzip files, RFC 1952 (https://www.rfc-editor.org/rfc/rfc1952). As lenient and as strict as Python's reader: it reads all
// members, accepts zeros between and after them as padding, rejects other bytes there, and reads an empty file as empty.

const METHOD_DEFLATE = 8
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const
const FIXED_HEADER = 10
const TRAILER = 8
/** Longest name or comment of a member. Without a limit, a name without an end would be searched with every chunk. */
const MAX_NAME_BYTES = 64 * 1024

/**
 * Expands a gzip file.
 *
 * @param limit maximum bytes of output
 * @throws ReadFailure `decompress`; `unknown` when the data ends too early (as in the contract)
 */
export function gunzip(bytes: Uint8Array, limit: number): Uint8Array {
  const outputs: Uint8Array[] = []
  const expected = bytes.length >= TRAILER ? view(bytes).getUint32(bytes.length - 4, true) : 0
  let size = 0
  for (let at = 0; at < bytes.length; ) {
    const header = headerLength(bytes.subarray(at), at === 0)
    if (header === undefined) throw cutHeader(bytes.length - at, at === 0)
    const { output, consumed } = inflate('deflate', bytes.subarray(at + header), limit - size, expected)
    at += header + consumed
    checkTrailer(bytes.subarray(at), crc32(output), output.length)
    at = skipZeros(bytes, at + TRAILER)
    checkMembers('gzip', outputs.push(output))
    size += output.length
  }
  const [first] = outputs
  return outputs.length === 1 && first ? first : Buffer.concat(outputs, size)
}

/** Expands bytes that arrive in pieces, as {@link gunzip} does. The caller bounds the size. */
export async function* gunzipStream(queue: ByteQueue): AsyncGenerator<Uint8Array> {
  let members = 0
  for (let first = true; await queue.hasBytes(); first = false) {
    checkMembers('gzip', ++members)
    let header = headerLength(queue.bytes, first)
    for (; header === undefined; header = headerLength(queue.bytes, first)) {
      if (!(await queue.more())) throw cutHeader(queue.bytes.length, first)
    }
    queue.skip(header)
    yield* member(queue)
    while ((await queue.hasBytes()) && queue.bytes[0] === 0) queue.skip(skipZeros(queue.bytes, 0))
  }
}

async function* member(queue: ByteQueue): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater('deflate')
  let crc = 0
  let size = 0
  try {
    while (!inflater.ended) {
      await queue.hasBytes()
      for await (const output of inflater.push(queue.bytes.subarray(0, SLICE))) {
        crc = crc32(output, crc)
        size += output.length
        yield output
      }
      queue.skip(inflater.consumed)
    }
  } finally {
    inflater.close()
  }
  while (queue.bytes.length < TRAILER) if (!(await queue.more())) throw truncated()
  checkTrailer(queue.bytes, crc, size)
  queue.skip(TRAILER)
}

/** @returns the length of the header at the start of `bytes`; undefined: it is not complete */
function headerLength(bytes: Uint8Array, first: boolean): number | undefined {
  if ((bytes[0] ?? 0x1f) !== 0x1f || (bytes[1] ?? 0x8b) !== 0x8b || (bytes[2] ?? METHOD_DEFLATE) !== METHOD_DEFLATE) {
    throw notGzip(first)
  }
  if (bytes.length < FIXED_HEADER + 2) return undefined
  const flags = bytes[3] ?? 0
  let at = FIXED_HEADER
  if (flags & FLAG.extra) at += 2 + view(bytes).getUint16(at, true)
  for (const flag of [FLAG.name, FLAG.comment]) {
    if (!(flags & flag)) continue
    const end = bytes.indexOf(0, at)
    if (end < 0 && bytes.length - at > MAX_NAME_BYTES)
      throw new ReadFailure('decompress', damaged('gzip', 'endless name'))
    if (end < 0) return undefined
    at = end + 1
  }
  if (flags & FLAG.headerCrc) at += 2
  return at <= bytes.length ? at : undefined
}

function checkTrailer(bytes: Uint8Array, crc: number, size: number): void {
  if (bytes.length < TRAILER) throw truncated()
  if (view(bytes).getUint32(0, true) !== crc) throw new ReadFailure('decompress', damaged('gzip', 'wrong checksum'))
  if (view(bytes).getUint32(4, true) !== size % 2 ** 32) {
    throw new ReadFailure('decompress', damaged('gzip', 'wrong length'))
  }
}

function skipZeros(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0) at++
  return at
}

function notGzip(first: boolean): ReadFailure {
  return new ReadFailure('decompress', notOfFormat('gzip'), first ? { line: invalidGzip() } : {})
}

/** @returns the failure for a file that ends within a header: a single byte is not a gzip file */
function cutHeader(length: number, first: boolean): ReadFailure {
  return length < 2 ? notGzip(first) : truncated()
}

function truncated(): ReadFailure {
  return new ReadFailure('unknown', endedEarly())
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
