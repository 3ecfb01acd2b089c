import { crc32, deflateRawSync } from 'node:zlib'

interface ZipEntry {
  readonly name: string
  readonly data: Uint8Array
  /** Default 8, deflated. */
  readonly method?: number
  readonly flags?: number
  /** A size to claim in place of the real one. */
  readonly size?: number
}

/** Writes a small zip file, odd ones too. */
export function zip(entries: readonly ZipEntry[], options: { zip64?: boolean; comment?: string } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, data, method = 8, flags = 0, size = data.length } of entries) {
    const stored = method === 8 ? deflateRawSync(data) : Buffer.from(data)
    const sizes = options.zip64 ? [0xffffffff, 0xffffffff] : [stored.length, size]
    const extra = options.zip64
      ? Buffer.concat([u16(1), u16(24), u64(size), u64(stored.length), u64(at)])
      : Buffer.alloc(0)
    const common = Buffer.concat([
      u16(45),
      u16(flags),
      u16(method),
      u32(0),
      u32(crc32(data)),
      ...sizes.map(u32),
      u16(name.length),
    ])
    const local = Buffer.concat([u32(0x04034b50), common, u16(0), Buffer.from(name)])
    const place = u32(options.zip64 ? 0xffffffff : at)
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(45),
        common,
        u16(extra.length),
        Buffer.alloc(10),
        place,
        Buffer.from(name),
        extra,
      ]),
    )
    parts.push(local, stored)
    at += local.length + stored.length
  }
  const list = Buffer.concat(directory)
  const comment = Buffer.from(options.comment ?? '')
  const counts = options.zip64 ? [0xffff, 0xffff] : [entries.length, entries.length]
  const where = options.zip64 ? [0xffffffff, 0xffffffff] : [list.length, at]
  return Buffer.concat([
    ...parts,
    list,
    ...(options.zip64 ? zip64End(entries.length, list.length, at) : []),
    u32(0x06054b50),
    u32(0),
    ...counts.map(u16),
    ...where.map(u32),
    u16(comment.length),
    comment,
  ])
}

function zip64End(count: number, length: number, at: number): Buffer[] {
  return [
    u32(0x06064b50),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(length),
    u64(at),
    u32(0x07064b50),
    u32(0),
    u64(at + length),
    u32(1),
  ]
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
