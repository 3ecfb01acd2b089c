import { snappyUncompress } from 'hysnappy'
import { damaged, endedEarly, unsupported } from '../messages/object.ts'
import { overLimit } from './inflate.ts'
import { ReadFailure } from './types.ts'

// Snappy, raw (https://github.com/google/snappy/blob/main/format_description.txt), framed
// (https://github.com/google/snappy/blob/main/framing_format.txt) or in Hadoop's blocks, as Firehose writes on demand
// (https://docs.aws.amazon.com/firehose/latest/dev/create-transform.html). Frames have a checksum, the others none.

/** First bytes of a framed file: a stream identifier chunk. */
export const FRAMED_MAGIC: readonly number[] = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]

const CHUNK = { compressed: 0x00, uncompressed: 0x01, firstSkippable: 0x80 } as const
/** Maximum compression ratio of a block. */
const MAX_RATIO = 22

/**
 * Expands a snappy file.
 *
 * @param limit maximum bytes of output
 * @throws ReadFailure
 */
export function unsnappy(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length === 0) return bytes
  if (FRAMED_MAGIC.every((byte, at) => bytes[at] === byte)) return frames(bytes, limit)
  return isHadoop(bytes) ? hadoopBlocks(bytes, limit) : block(bytes, limit)
}

/**
 * Detects Hadoop's blocks. A block is its expanded length, then pieces of raw data up to that length, each after its own
 * length. All lengths are four bytes, big-endian. Raw data with the same start would declare more than its bytes can hold.
 */
function isHadoop(bytes: Uint8Array): boolean {
  // Hadoop writes an empty block for an empty file. Raw data that declares no bytes is a single zero.
  if (bytes.length >= 4 && viewOf(bytes).getUint32(0) === 0) return true
  if (bytes.length < 9) return false
  const view = viewOf(bytes)
  const piece = view.getUint32(4)
  const declared = declaredSize(bytes.subarray(8)) ?? Number.POSITIVE_INFINITY
  return piece > 0 && 8 + piece <= bytes.length && declared <= view.getUint32(0)
}

function hadoopBlocks(bytes: Uint8Array, limit: number): Uint8Array {
  const view = viewOf(bytes)
  const outputs: Uint8Array[] = []
  let size = 0
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new ReadFailure('unknown', endedEarly())
    const blockEnd = size + view.getUint32(at)
    at += 4
    while (size < blockEnd) {
      const start = at + 4
      const end = start <= bytes.length ? start + view.getUint32(at) : Number.POSITIVE_INFINITY
      if (end > bytes.length) throw new ReadFailure('unknown', endedEarly())
      const output = block(bytes.subarray(start, end), limit - size)
      size += output.length
      if (output.length === 0 || size > blockEnd) throw new ReadFailure('decompress', damaged('snappy', 'wrong length'))
      outputs.push(output)
      at = end
    }
  }
  return Buffer.concat(outputs, size)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function frames(bytes: Uint8Array, limit: number): Uint8Array {
  const outputs: Uint8Array[] = []
  let size = 0
  for (let at = 0; at < bytes.length; ) {
    const data = at + 4
    const end = data + (bytes[at + 1] ?? 0) + ((bytes[at + 2] ?? 0) << 8) + ((bytes[at + 3] ?? 0) << 16)
    if (end > bytes.length) throw new ReadFailure('unknown', endedEarly())
    const output = chunk(bytes[at] ?? 0, bytes.subarray(data, end), limit - size)
    size += output.length
    outputs.push(output)
    at = end
  }
  return Buffer.concat(outputs, size)
}

function chunk(type: number, data: Uint8Array, limit: number): Uint8Array {
  if (type >= CHUNK.firstSkippable) return data.subarray(0, 0)
  if (type > CHUNK.uncompressed) throw new ReadFailure('decompress', unsupported('snappy', `chunk type ${type}`))
  if (data.length < 4) throw new ReadFailure('decompress', damaged('snappy', 'chunk without checksum'))
  const body = data.subarray(4)
  const output = type === CHUNK.compressed ? block(body, limit) : body
  if (output.length > limit) throw overLimit()
  const checksum = viewOf(data).getUint32(0, true)
  if (maskedCrc32c(output) !== checksum) throw new ReadFailure('decompress', damaged('snappy', 'wrong checksum'))
  return output
}

function block(bytes: Uint8Array, limit: number): Uint8Array {
  const size = declaredSize(bytes)
  if (size === undefined) throw new ReadFailure('decompress', damaged('snappy', 'no length'))
  if (size > limit) throw overLimit()
  if (size > bytes.length * MAX_RATIO) throw new ReadFailure('decompress', damaged('snappy', 'impossible length'))
  try {
    return snappyUncompress(bytes, size)
  } catch (cause) {
    throw new ReadFailure('decompress', damaged('snappy', (cause as Error).message), { cause })
  }
}

/** @returns the length of the output, a little-endian varint at the start; undefined: it is malformed */
function declaredSize(bytes: Uint8Array): number | undefined {
  let size = 0
  for (let at = 0; at < 5; at++) {
    const byte = bytes[at] ?? 0x80
    size += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return size
  }
  return undefined
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

/** @returns the masked CRC-32C of frames (framing format, section 3) */
function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  crc = ~crc
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
