import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import type { CaseObject } from './case.ts'

/**
 * The bytes of an object of a case.
 *
 * @param fill replaces placeholders of dates
 * @param n    index of the copy
 */
export function bodyOf(object: CaseObject, fill: (text: string) => string, n: number): Buffer {
  if (object.base64 !== undefined) return pack(object.pack, Buffer.from(object.base64, 'base64'))
  const text = numbered(fill(object.json ?? object.text ?? ''), n)
  return pack(object.pack, Buffer.from(text, object.charset === undefined ? 'utf8' : 'latin1'))
}

/** Replaces `%n%` by the index of the copy. */
export function numbered(text: string, n: number): string {
  return text.replaceAll('%n%', String(n).padStart(4, '0'))
}

function pack(how: CaseObject['pack'], raw: Buffer): Buffer {
  switch (how) {
    case 'gzip':
      return gzipSync(raw)
    case 'gzip-members': {
      const middle = raw.length >> 1
      const half = raw.lastIndexOf('\n', middle) + 1 || middle
      return Buffer.concat([gzipSync(raw.subarray(0, half)), gzipSync(raw.subarray(half))])
    }
    case 'gzip-truncated':
      return gzipSync(raw).subarray(0, -12)
    case 'zip':
      return zip('log.txt', raw)
    default:
      return raw
  }
}

/** A zip archive of one deflated file; see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function zip(name: string, raw: Buffer): Buffer {
  const packed = deflateRawSync(raw)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0) // version needed
  common.writeUInt16LE(8, 4) // deflate
  common.writeUInt16LE(0x21, 8) // 1980-01-01
  common.writeUInt32LE(crc32(raw), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(raw.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
  const made = Buffer.from([20, 3])
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), made, common, Buffer.alloc(14), Buffer.from(name)])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}
