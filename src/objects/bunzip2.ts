import { damaged, notOfFormat } from '../messages/object.ts'
import { type Code, readCode, readSymbol } from './bunzip2-code.ts'
import { BitReader, check, Output } from './bunzip2-io.ts'
import { ReadFailure } from './types.ts'

// bzip2 has no specification of its maker; https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf describes it.
// No library that reads it is both kept and quiet (deprecated Buffers print a warning), and the format is small.

const BLOCK = 0x314159265359
const STREAM_END = 0x177245385090
const GROUP_SIZE = 50
const RUN_A = 0
const RUN_B = 1

/**
 * Expands a bzip2 file: all its streams, checksums included.
 *
 * @param limit most bytes of output
 * @throws ReadFailure
 */
export function bunzip2(bytes: Uint8Array, limit: number): Uint8Array {
  const bits = new BitReader(bytes)
  const output = new Output(limit)
  while (!bits.atEnd) readStream(bits, output)
  return output.bytes()
}

function readStream(bits: BitReader, output: Output): void {
  const level = bits.read(24) === 0x425a68 ? bits.read(8) - 0x30 : 0
  if (level < 1 || level > 9) throw new ReadFailure('decompress', notOfFormat('bzip2'))
  const block = new Uint32Array(level * 100_000)
  let combined = 0
  let magic = bits.read48()
  for (; magic === BLOCK; magic = bits.read48()) {
    const checksum = bits.read(32)
    output.startBlock()
    readBlock(bits, block, output)
    check(output.checksum === checksum, 'wrong checksum')
    combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0
  }
  check(magic === STREAM_END, 'no block')
  check(bits.read(32) === combined, 'wrong checksum')
  bits.align()
}

function readBlock(bits: BitReader, block: Uint32Array, output: Output): void {
  check(bits.read(1) === 0, 'randomised block')
  const origin = bits.read(24)
  const symbols = usedBytes(bits)
  const tables = bits.read(3)
  check(tables >= 2 && tables <= 6, 'number of tables')
  const selectors = readSelectors(bits, tables)
  const codes = Array.from({ length: tables }, () => readCode(bits, symbols.length + 2))
  const count = readSymbols(bits, symbols, selectors, codes, block)
  check(origin < count, 'origin')
  undoTransform(block, count, origin, output)
}

/** The byte values that the block holds, in order. */
function usedBytes(bits: BitReader): number[] {
  const used: number[] = []
  const ranges = bits.read(16)
  for (let range = 0; range < 16; range++) {
    if (!((ranges << range) & 0x8000)) continue
    const values = bits.read(16)
    for (let value = 0; value < 16; value++) if ((values << value) & 0x8000) used.push(range * 16 + value)
  }
  check(used.length > 0, 'no symbols')
  return used
}

function readSelectors(bits: BitReader, tables: number): Uint8Array {
  const count = bits.read(15)
  const recent = Array.from({ length: tables }, (_, table) => table)
  return Uint8Array.from({ length: count }, () => {
    let place = 0
    while (bits.read(1) === 1) place++
    check(place < tables, 'selector')
    return toFront(recent, place)
  })
}

function toFront(recent: number[], place: number): number {
  const [value = 0] = recent.splice(place, 1)
  recent.unshift(value)
  return value
}

/** Undoes Huffman coding, run lengths of zeros and move-to-front. @returns bytes in the block */
function readSymbols(
  bits: BitReader,
  used: readonly number[],
  selectors: Uint8Array,
  codes: readonly Code[],
  block: Uint32Array,
): number {
  const recent = [...used]
  const endOfBlock = used.length + 1
  let count = 0
  let run = 0
  let weight = 1
  for (let at = 0; ; at++) {
    const code = codes[selectors[Math.floor(at / GROUP_SIZE)] ?? -1]
    if (!code) throw new ReadFailure('decompress', damaged('bzip2', 'selectors end'))
    const symbol = readSymbol(bits, code)
    if (symbol === RUN_A || symbol === RUN_B) {
      run += symbol === RUN_A ? weight : 2 * weight
      weight *= 2
      check(run <= block.length, 'run too long')
      continue
    }
    check(count + run < block.length + (symbol === endOfBlock ? 1 : 0), 'block too long')
    block.fill(recent[0] ?? 0, count, count + run)
    count += run
    if (symbol === endOfBlock) return count
    run = 0
    weight = 1
    block[count++] = toFront(recent, symbol - 1)
  }
}

/** Undoes the Burrows-Wheeler transform and the run lengths: four equal bytes are followed by a count of more. */
function undoTransform(block: Uint32Array, count: number, origin: number, output: Output): void {
  const starts = new Uint32Array(257)
  for (let at = 0; at < count; at++) {
    const next = ((block[at] ?? 0) & 0xff) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let value = 1; value <= 256; value++) starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0)
  for (let at = 0; at < count; at++) {
    const value = (block[at] ?? 0) & 0xff
    const place = starts[value] ?? 0
    starts[value] = place + 1
    block[place] = (block[place] ?? 0) | (at << 8)
  }
  let at = (block[origin] ?? 0) >>> 8
  let equal = 0
  let last = -1
  for (let left = count; left > 0; left--) {
    const entry = block[at] ?? 0
    const byte = entry & 0xff
    at = entry >>> 8
    if (equal === 4) {
      output.repeat(last, byte)
      equal = 0
      last = -1
      continue
    }
    equal = byte === last ? equal + 1 : 1
    last = byte
    output.repeat(byte, 1)
  }
}
