import { damaged } from '../messages/object.ts'
import { type BitReader, check } from './bunzip2-io.ts'
import { ReadFailure } from './types.ts'

const MAX_CODE_LENGTH = 20

/** A canonical Huffman code: for each length, the first code behind it and where its symbols stand. */
export interface Code {
  /** For each length, one more than the greatest code of it. */
  readonly ends: Int32Array
  /** For each length, what to add to a code to get its place in `symbols`. */
  readonly shifts: Int32Array
  readonly symbols: Uint16Array
}

/** Reads the code of a table: the length of each symbol's. */
export function readCode(bits: BitReader, count: number): Code {
  const lengths = new Uint8Array(count)
  let length = bits.read(5)
  for (let symbol = 0; symbol < count; symbol++) {
    for (; bits.read(1) === 1; check(length >= 1 && length <= MAX_CODE_LENGTH, 'code length')) {
      length += bits.read(1) === 0 ? 1 : -1
    }
    check(length >= 1 && length <= MAX_CODE_LENGTH, 'code length')
    lengths[symbol] = length
  }
  const ends = new Int32Array(MAX_CODE_LENGTH + 1)
  const shifts = new Int32Array(MAX_CODE_LENGTH + 1)
  const symbols = new Uint16Array(count)
  let code = 0
  let place = 0
  for (let bitCount = 1; bitCount <= MAX_CODE_LENGTH; bitCount++) {
    code <<= 1
    shifts[bitCount] = place - code
    lengths.forEach((of, symbol) => {
      if (of !== bitCount) return
      symbols[place++] = symbol
      code++
    })
    ends[bitCount] = code
  }
  return { ends, shifts, symbols }
}

/** Reads one symbol. */
export function readSymbol(bits: BitReader, { ends, shifts, symbols }: Code): number {
  let code = 0
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    code = (code << 1) | bits.read(1)
    if (code < (ends[length] ?? 0)) return symbols[code + (shifts[length] ?? 0)] ?? 0
  }
  throw new ReadFailure('decompress', damaged('bzip2', 'unknown code'))
}
