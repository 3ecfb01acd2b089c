import { damaged, endedEarly } from '../messages/object.ts'
import { overLimit } from './inflate.ts'
import { ReadFailure } from './types.ts'

// The two ends of the bzip2 decoder.

/** Refuses data that cannot be. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new ReadFailure('decompress', damaged('bzip2', what))
}

/** Reads bits, the highest of a byte first. */
export class BitReader {
  readonly #bytes: Uint8Array
  #at = 0
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The next `count` bits, at most 32. */
  read(count: number): number {
    if (count > 24) return this.read(count - 16) * 0x10000 + this.read(16)
    while (this.#count < count) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new ReadFailure('unknown', endedEarly())
      this.#held = ((this.#held << 8) | byte) & 0x7fffffff
      this.#count += 8
    }
    this.#count -= count
    return (this.#held >>> this.#count) & ((1 << count) - 1)
  }

  read48(): number {
    return this.read(24) * 0x1000000 + this.read(24)
  }

  /** Drops what is left of the current byte. */
  align(): void {
    this.#count = 0
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** Where the bytes go, with the checksum (CRC-32 from the high bit on) of the block under way. */
export class Output {
  readonly #limit: number
  #buffer = new Uint8Array(64 * 1024)
  #length = 0
  #crc = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get checksum(): number {
    return ~this.#crc >>> 0
  }

  startBlock(): void {
    this.#crc = 0xffffffff
  }

  repeat(byte: number, count: number): void {
    const end = this.#length + count
    if (end > this.#limit) throw overLimit()
    if (end > this.#buffer.length) this.#grow()
    for (let at = this.#length; at < end; at++) {
      this.#buffer[at] = byte
      this.#crc = (CRC_TABLE[((this.#crc >>> 24) ^ byte) & 0xff] ?? 0) ^ (this.#crc << 8)
    }
    this.#length = end
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  #grow(): void {
    const larger = new Uint8Array(this.#buffer.length * 2)
    larger.set(this.#buffer)
    this.#buffer = larger
  }
}
