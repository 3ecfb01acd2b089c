import { snappyUncompress } from 'hysnappy'
import { damaged, endedEarly, unsupported } from '../messages/object.ts'
import { overLimit } from './inflate.ts'
import { ReadFailure } from './types.ts'

// Snappy, raw (https://github.com/google/snappy/blob/main/format_description.txt) or
// framed (https://github.com/google/snappy/blob/main/framing_format.txt). Raw data has no checksum, frames have one.

/** First bytes of a framed file: a stream identifier chunk. */
export const FRAMED_MAGIC: readonly number[] = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]

const CHUNK = { compressed: 0x00, uncompressed: 0x01, firstSkippable: 0x80 } as const
/** No element of a compressed block gives more bytes for one. */
const MAX_RATIO = 22

/**
 * Expands a snappy file.
 *
 * @param limit most bytes of output
 * @throws ReadFailure
 */
export function unsnappy(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length === 0) return bytes
  return FRAMED_MAGIC.every((byte, at) => bytes[at] === byte) ? frames(bytes, limit) : block(bytes, limit)
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
  const checksum = new DataView(data.buffer, data.byteOffset).getUint32(0, true)
  if (maskedCrc32c(output) !== checksum) throw new ReadFailure('decompress', damaged('snappy', 'wrong checksum'))
  return output
}

function block(bytes: Uint8Array, limit: number): Uint8Array {
  const size = promisedSize(bytes)
  if (size > limit) throw overLimit()
  if (size > bytes.length * MAX_RATIO) throw new ReadFailure('decompress', damaged('snappy', 'impossible length'))
  try {
    return snappyUncompress(bytes, size)
  } catch (cause) {
    throw new ReadFailure('decompress', damaged('snappy', (cause as Error).message), { cause })
  }
}

/** The length of the output: a little-endian varint at the start. */
function promisedSize(bytes: Uint8Array): number {
  let size = 0
  for (let at = 0; at < 5; at++) {
    const byte = bytes[at] ?? 0x80
    size += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return size
  }
  throw new ReadFailure('decompress', damaged('snappy', 'no length'))
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

/** CRC-32C, rotated and shifted as frames carry it (framing format, section 3). */
function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  crc = ~crc
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
