import { crc32, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { decompressZstd } from 'hyparquet-compressors'
import { snappyCompress } from 'hysnappy'
import { packedTooOften } from '../../src/messages/object.ts'
import { expand, MAX_LAYERS } from '../../src/objects/expand.ts'
import { expandStream } from '../../src/objects/expand-stream.ts'
import { OverLimit, overLimit } from '../../src/objects/inflate.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { SNAPPY_FRAMED, SNAPPY_HADOOP } from '../objects/samples.ts'
import { zip } from '../objects/zip-writer.ts'
import { Random } from './mutate.ts'
import type { Target } from './target.ts'

/** Bytes of output: less than a bomb of the largest input has. */
const LIMIT = 8 * 2 ** 20
const TOO_LARGE = 'too large'
const TOO_OFTEN = packedTooOften(MAX_LAYERS)

/** Content, or the kind of failure. */
type Outcome = Uint8Array | string

/** A format as two of our readers and an independent one read it. */
export interface Container {
  readonly name: string
  readonly key: string
  readonly samples: readonly Uint8Array[]
  /** Packs a changed sample once more: its checksum would hide what is inside. Default: it is read as it is. */
  readonly wrap?: (bytes: Uint8Array) => Uint8Array
  /** Default: ours. */
  readonly whole?: typeof expand
  readonly pieces?: (...options: Parameters<typeof expandStream>) => AsyncIterable<Uint8Array>
  readonly independent?: Independent
  /** In pieces, a damaged file may seem to be cut off, or the other way round. Default: only around other containers. */
  readonly isVague?: boolean
  /** Whether in pieces it may be read though it is damaged. Default: never. */
  readonly forgives?: (input: Uint8Array) => boolean
}

interface Independent {
  /** Expands one layer. @returns undefined: it cannot judge @throws anything if it refuses the bytes */
  readonly read: (bytes: Uint8Array) => Uint8Array | undefined
  /** It verifies no checksums. */
  readonly isLenient?: boolean
}

/** Both of our readers must give the same bytes or fail alike, and give what an independent reader gives. */
export function container(made: Container): Target {
  const { name, key, samples, wrap, whole = expand, pieces = expandStream, independent } = made
  const { forgives = () => false, isVague = wrap !== undefined } = made
  // Without nested layers it is known whose failure it is: in pieces, an inner layer may fail before an outer one.
  const layer = wrap ? 0 : MAX_LAYERS - 1
  const seen = isVague ? (of: Outcome) => (typeof of === 'string' ? 'a failure' : of) : (of: Outcome) => of
  return {
    name,
    samples,
    async read(input) {
      const bytes = wrap?.(input) ?? input
      const one = await outcome(async () => whole(bytes.slice(), key, LIMIT, layer))
      const other = await outcome(() => collected(pieces(cut(bytes), key, LIMIT, layer)))
      if (other === TOO_OFTEN && !wrap) return
      if (forgives(input) && typeof one === 'string' && typeof other !== 'string') return
      expectSame(seen(one), seen(other), 'in pieces')
      if (independent && one !== TOO_LARGE) await compare(one, independent, bytes)
    },
  }
}

async function compare(ours: Outcome, { read, isLenient = false }: Independent, bytes: Uint8Array): Promise<void> {
  let layer: Uint8Array | undefined
  try {
    layer = read(bytes)
  } catch (cause) {
    if (typeof ours !== 'string') throw new Error(`${said(ours)}, but an independent reader refuses them: ${cause}`)
  }
  if (layer === undefined || (isLenient && typeof ours === 'string')) return
  const inner = layer
  expectSame(ours, await outcome(async () => expand(inner, '', LIMIT, MAX_LAYERS)), 'by an independent reader')
}

async function outcome(read: () => Promise<Uint8Array>): Promise<Outcome> {
  try {
    return await read()
  } catch (cause) {
    if (!(cause instanceof ReadFailure) || /TypeError|RangeError/.test(cause.message)) throw cause
    if (cause.message === TOO_OFTEN) return TOO_OFTEN
    return cause instanceof OverLimit ? TOO_LARGE : cause.kind
  }
}

/** What is damaged just after the limit is too large, or damaged. */
function expectSame(one: Outcome, other: Outcome, where: string): void {
  const isSame = typeof one === 'string' || typeof other === 'string' ? one === other : Buffer.compare(one, other) === 0
  const isLarge = [one, other].includes(TOO_LARGE) && typeof one === typeof other
  if (!isSame && !isLarge) throw new Error(`${said(one)}, but ${where} ${said(other)}`)
}

const said = (outcome: Outcome) =>
  typeof outcome === 'string' ? outcome : `${outcome.length} bytes, checksum ${crc32(outcome)}`

/** Pieces of sizes that depend on the bytes alone, so that an input shows its defect again. */
async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const random = new Random(crc32(bytes))
  const most = random.of([1, 7, 90, 5000])
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.length - at > 4096 ? 4096 : 1 + random.below(most)
    yield bytes.slice(at, at + size)
    at += size
  }
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > LIMIT) throw overLimit()
    all.push(piece)
  }
  return Buffer.concat(all, size)
}

const TEXT = Buffer.from('{"id": 1, "text": "a line of a log, a line of a log"}\n'.repeat(30))
const SHORT = Buffer.from('one\ntwo\n')
const PADDING = new Uint8Array(7)
const gz = gzipSync(SHORT)
const bytesOf = (...parts: (string | Uint8Array)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))
const withHeader = (flags: number, fields: string) =>
  bytesOf(Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), fields, gz.subarray(10))

const GZIPS = [
  gz,
  gzipSync(TEXT),
  gzipSync(TEXT, { level: 0 }),
  bytesOf(gz, gzipSync(TEXT), gzipSync('')),
  bytesOf(gz, PADDING, gz, PADDING),
  withHeader(8, 'name\0'),
  withHeader(31, '\x02\0xxname\0comment\0cc'),
  withHeader(4, '\x00\x01'.padEnd(258, 'x')),
]

const ZIPS = [
  zip([{ name: 'x', data: TEXT }]),
  zip([{ name: 'x', data: SHORT, method: 0 }]),
  zip([{ name: 'x', data: SHORT }], { zip64: true, comment: 'PK' }),
  zip([{ name: 'd/', data: Buffer.of(), method: 0 }, ...['x', 'y'].map((name) => ({ name, data: SHORT }))]),
]

const ZSTDS = [
  zstdCompressSync(SHORT),
  zstdCompressSync(TEXT),
  bytesOf(zstdCompressSync(SHORT), zstdCompressSync(TEXT), zstdCompressSync('')),
  bytesOf(Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2), zstdCompressSync(SHORT)),
]

/** A block of Hadoop's framing, of several pieces. */
function hadoop(...pieces: readonly Uint8Array[]): Buffer {
  const packed = pieces.map((piece) => snappyCompress(piece))
  return bytesOf(length(bytesOf(...pieces).length), ...packed.flatMap((piece) => [length(piece.length), piece]))
}

function length(value: number): Uint8Array {
  return Uint8Array.of(0, value >> 16, value >> 8, value)
}

const SNAPPIES = [snappyCompress(SHORT), snappyCompress(TEXT)]
const HADOOPS = [SNAPPY_HADOOP, bytesOf(hadoop(TEXT, SHORT), hadoop(SHORT))]
const BOMB = gzipSync(Buffer.alloc(10 * 2 ** 20))

/** Verifies flags and checksums of a header, which Python's reader does not look at. */
const HEADER_ONLY = /header crc mismatch|unknown header flags/

/** zlib's own reader of gzip stops at padding. */
function byZlib(bytes: Uint8Array): Uint8Array | undefined {
  const members: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    try {
      const { buffer, engine } = withInfo(gunzipSync(bytes.subarray(at), { info: true }))
      members.push(buffer)
      at += engine.bytesWritten
    } catch (cause) {
      if (HEADER_ONLY.test((cause as Error).message)) return undefined
      throw cause
    }
    while (bytes[at] === 0) at++
  }
  return Buffer.concat(members)
}

/** The types do not say what the option `info` does. */
function withInfo(result: unknown): { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return result as ReturnType<typeof withInfo>
}

/** Written from the description of the format. Raw data is never taken for a framing, nor the other way round. */
function byFormat(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || isFramed(bytes)) return framed(bytes)
  try {
    return raw(bytes)
  } catch {
    return unframed(bytes)
  }
}

function raw(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes)
  let at = 0
  /** Little-endian; throws at the end of the bytes. */
  const number = (length: number) => {
    at += length
    return buffer.readUIntLE(at - length, length)
  }
  let size = 0
  for (let shift = 1, byte = 0x80; byte >= 0x80; shift *= 128) {
    if (at === 5) throw new Error('no length')
    byte = number(1)
    size += (byte & 0x7f) * shift
  }
  const output: number[] = []
  while (at < bytes.length && output.length <= size) {
    const tag = number(1)
    const high = tag >> 2
    if ((tag & 3) === 0) {
      const count = 1 + (high < 60 ? high : number(high - 59))
      if (at + count > bytes.length) throw new Error('cut')
      output.push(...bytes.subarray(at, at + count))
      at += count
      continue
    }
    const isShort = (tag & 3) === 1
    const count = isShort ? 4 + (high & 7) : 1 + high
    const offset = isShort ? (high >> 3) * 256 + number(1) : number((tag & 3) === 2 ? 2 : 4)
    if (offset === 0 || offset > output.length) throw new Error('offset')
    for (let left = count; left > 0; left--) output.push(output[output.length - offset] ?? 0)
  }
  if (output.length !== size) throw new Error('another length')
  return Uint8Array.from(output)
}

/** Hadoop's blocks. */
function unframed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    let left = view.getUint32(at)
    at += 4
    for (; left > 0; left -= pieces.at(-1)?.length ?? 0) {
      const end = at + 4 + view.getUint32(at)
      if (end > bytes.length) throw new Error('cut')
      pieces.push(raw(bytes.subarray(at + 4, end)))
      at = end
    }
    if (left < 0) throw new Error('too long')
  }
  return Buffer.concat(pieces)
}

const isFramed = (bytes: Uint8Array) => Buffer.from(bytes.subarray(4, 10)).toString('latin1') === 'sNaPpY'

function framed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + (view.getUint32(at, true) >>> 8)
    if (end > bytes.length) throw new Error('cut')
    const data = bytes.subarray(at + 8, end)
    if (bytes[at] === 0) pieces.push(raw(data))
    else if (bytes[at] === 1) pieces.push(data)
    at = end
  }
  return Buffer.concat(pieces)
}

/** libzstd compares the declared size with that of the blocks, but not in pieces if the last block has no bytes. */
const forgives = (bytes: Uint8Array) => /[\x01\x05]\0\0/.test(Buffer.from(bytes).toString('latin1'))

const snappy = { read: byFormat }

/** Compressed objects of all kinds, and what compressed objects hold. */
export const CONTAINERS: readonly Container[] = [
  { name: 'gzip', key: 'k.gz', samples: GZIPS, independent: { read: byZlib } },
  { name: 'gzip by its first bytes', key: 'k', samples: GZIPS },
  { name: 'gzip that expands to much', key: 'k.gz', samples: [BOMB], independent: { read: byZlib } },
  { name: 'zip', key: 'k.zip', samples: ZIPS },
  {
    name: 'zstd',
    key: 'k.zst',
    samples: ZSTDS,
    forgives,
    isVague: true,
    independent: { read: (bytes) => decompressZstd(bytes), isLenient: true },
  },
  { name: 'snappy', key: 'k.snappy', samples: SNAPPIES, independent: snappy },
  { name: "snappy, Hadoop's", key: 'k.snappy', samples: HADOOPS, independent: snappy },
  { name: 'snappy, framed', key: 'k.snappy', samples: [SNAPPY_FRAMED], independent: { ...snappy, isLenient: true } },
  { name: 'gzip in gzip', key: 'k.gz', samples: GZIPS, wrap: (bytes) => gzipSync(bytes) },
  { name: 'gzip in zip', key: 'k.zip', samples: GZIPS, wrap: (data) => zip([{ name: 'x', data }]) },
  { name: 'zip in gzip', key: 'k', samples: ZIPS, wrap: (bytes) => gzipSync(bytes) },
  { name: 'zstd in gzip in gzip', key: 'k', samples: ZSTDS, forgives, wrap: (bytes) => gzipSync(gzipSync(bytes)) },
  { name: 'gzip in zstd', key: 'k', samples: GZIPS, wrap: (bytes) => zstdCompressSync(bytes) },
  { name: 'gzip in snappy', key: 'k.snappy', samples: GZIPS, wrap: (bytes) => snappyCompress(bytes) },
  {
    name: 'framed snappy or gzip in gzip three times over',
    key: 'k',
    samples: [SNAPPY_FRAMED, gz],
    wrap: (bytes) => gzipSync(gzipSync(gzipSync(bytes))),
  },
]
