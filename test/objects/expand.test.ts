import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { snappyCompress } from 'hysnappy'
import { describe, expect, test } from 'vitest'
import { expand } from '../../src/objects/expand.ts'
import { expandStream } from '../../src/objects/expand-stream.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { SNAPPY_FRAMED, SNAPPY_FRAMED_TEXT, SNAPPY_HADOOP, SNAPPY_HADOOP_TEXT } from './samples.ts'
import { zip } from './zip-writer.ts'

const LIMIT = 1_000_000
const text = Buffer.from('one\ntwo\n')
const bytes = (...parts: (string | Uint8Array)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))
const gz = gzipSync(text)
const SKIPPABLE = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2)
const zstdWithChecksum = (content: Uint8Array) =>
  zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
const zeros = new Uint8Array(7)
const wrong = (source: Uint8Array, at: number) => {
  const copy = Buffer.from(source)
  copy[at < 0 ? copy.length + at : at]! ^= 1
  return copy
}

/** A block in Hadoop's framing, of several pieces. */
function hadoop(...pieces: string[]): Buffer {
  const length = (value: number) => Uint8Array.of(0, 0, value >> 8, value & 255)
  const packed = pieces.map((piece) => snappyCompress(Buffer.from(piece)))
  return bytes(length(pieces.join('').length), ...packed.flatMap((piece) => [length(piece.length), piece]))
}

async function streamed(content: Uint8Array, key: string, sizes: readonly number[] = [content.length]) {
  async function* chunks() {
    for (let at = 0, turn = 0; at < content.length; turn++) {
      const size = sizes[turn % sizes.length] || 1
      yield content.subarray(at, at + size)
      at += size
    }
  }
  const pieces: Uint8Array[] = []
  for await (const piece of expandStream(chunks(), key, LIMIT)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('what is read', () => {
  const withHeader = (flags: number, fields: string) =>
    bytes(Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), fields, gz.subarray(10))

  test.each<[string, string, Uint8Array, string]>([
    ['plain', 'a.json', text, 'one\ntwo\n'],
    ['plain and empty', 'a.json', bytes(), ''],
    ['gzip', 'a.gz', gz, 'one\ntwo\n'],
    ['gzip, empty file', 'a.gz', bytes(), ''],
    ['gzip of nothing', 'a.gz', gzipSync(''), ''],
    ['gzip, two members', 'a.gz', bytes(gz, gzipSync('three\n')), 'one\ntwo\nthree\n'],
    ['gzip, zeros between and after', 'a.gz', bytes(gz, zeros, gz, zeros), 'one\ntwo\none\ntwo\n'],
    ['gzip with a name', 'a.gz', withHeader(8, 'name\0'), 'one\ntwo\n'],
    ['gzip with everything', 'a.gz', withHeader(31, '\x02\0xxname\0comment\0cc'), 'one\ntwo\n'],
    ['gzip known by its first bytes', 'a.json', gz, 'one\ntwo\n'],
    ['zip', 'a.zip', zip([{ name: 'x', data: text }]), 'one\ntwo\n'],
    ['zip, stored', 'a.zip', zip([{ name: 'x', data: text, method: 0 }]), 'one\ntwo\n'],
    [
      'zip, first of two',
      'a.zip',
      zip([
        { name: 'x', data: text },
        { name: 'y', data: gz },
      ]),
      'one\ntwo\n',
    ],
    [
      'zip, first file after folders',
      'a.zip',
      zip([
        { name: 'logs/', data: Buffer.of(), method: 0 },
        { name: 'logs/day/', data: Buffer.of() },
        { name: 'logs/day/x', data: text },
      ]),
      'one\ntwo\n',
    ],
    ['zip64', 'a.zip', zip([{ name: 'x', data: text }], { zip64: true }), 'one\ntwo\n'],
    ['zip with a comment', 'a.zip', zip([{ name: 'x', data: text }], { comment: 'PK' }), 'one\ntwo\n'],
    ['zip after other bytes', 'a.zip', bytes('#!', zip([{ name: 'x', data: text }])), 'one\ntwo\n'],
    ['zip64 after other bytes', 'a.zip', bytes('#!', zip([{ name: 'x', data: text }], { zip64: true })), 'one\ntwo\n'],
    ['zip known by its first bytes', 'a', zip([{ name: 'x', data: text }]), 'one\ntwo\n'],
    ['zstd', 'a.zst', zstdCompressSync(text), 'one\ntwo\n'],
    ['zstd, two frames', 'a.zst', bytes(zstdCompressSync(text), zstdCompressSync(text)), 'one\ntwo\none\ntwo\n'],
    ['zstd with a skippable frame', 'a.zst', bytes(SKIPPABLE, zstdCompressSync(text)), 'one\ntwo\n'],
    ['zstd with a checksum', 'a.zst', bytes(zstdWithChecksum(text), zstdWithChecksum(text)), 'one\ntwo\none\ntwo\n'],
    ['snappy, raw', 'a.snappy', snappyCompress(text), 'one\ntwo\n'],
    ['snappy, framed', 'a.snappy', SNAPPY_FRAMED, SNAPPY_FRAMED_TEXT],
    ["snappy, Hadoop's", 'a.snappy', SNAPPY_HADOOP, SNAPPY_HADOOP_TEXT],
    ["snappy, Hadoop's empty block", 'a.snappy', new Uint8Array(4), ''],
    ["snappy, Hadoop's after an empty block", 'a.snappy', bytes(new Uint8Array(4), hadoop('one\n')), 'one\n'],
    ["snappy, Hadoop's by Firehose's name", 'a.hsnappy', SNAPPY_HADOOP, SNAPPY_HADOOP_TEXT],
    ["snappy, Hadoop's in pieces and blocks", 'a.snappy', bytes(hadoop('one', '\n'), hadoop('two\n')), 'one\ntwo\n'],
    ['gzip in gzip', 'a.gz', gzipSync(gz), 'one\ntwo\n'],
    ['gzip in gzip, both known by their first bytes', 'a', gzipSync(gz), 'one\ntwo\n'],
    ['gzip of two members in gzip of two', 'a.gz', bytes(gzipSync(gz), gzipSync(gz)), 'one\ntwo\none\ntwo\n'],
    ['gzip in zip', 'a.zip', zip([{ name: 'x.gz', data: gz }]), 'one\ntwo\n'],
    ['zip in gzip', 'a.zip.gz', gzipSync(zip([{ name: 'x', data: text }])), 'one\ntwo\n'],
    ['zip in zip', 'a.zip', zip([{ name: 'a.zip', data: zip([{ name: 'x', data: text }]) }]), 'one\ntwo\n'],
    ['zstd in gzip', 'a.gz', gzipSync(zstdCompressSync(text)), 'one\ntwo\n'],
    ['gzip in snappy', 'a.snappy', snappyCompress(gz), 'one\ntwo\n'],
    ['gzip in gzip in gzip in gzip', 'a.gz', gzipSync(gzipSync(gzipSync(gz))), 'one\ntwo\n'],
  ])('%s', async (_, key, content, expected) => {
    expect(Buffer.from(expand(content, key, LIMIT)).toString()).toBe(expected)
    expect((await streamed(content, key)).toString()).toBe(expected)
    expect((await streamed(content, key, [1])).toString()).toBe(expected)
  })
})

describe('what is refused', () => {
  const zipped = zip([{ name: 'x', data: text }])

  test.each<[string, string, Uint8Array, string, string, string?]>([
    ['not gzip', 'a.gz', text, 'decompress', 'not a gzip file', 'Invalid gzip file received.'],
    ['a single byte', 'a.gz', gz.subarray(0, 1), 'decompress', 'not a gzip file', 'Invalid gzip file received.'],
    ['a single byte after it', 'a.gz', bytes(gz, gz.subarray(0, 1)), 'decompress', 'not a gzip file'],
    ['one byte', 'a.gz', bytes('x'), 'decompress', 'not a gzip file', 'Invalid gzip file received.'],
    ['zeros in front', 'a.gz', bytes(zeros, gz), 'decompress', 'not a gzip file', 'Invalid gzip file received.'],
    ['bytes after it', 'a.gz', bytes(gz, 'x'), 'decompress', 'not a gzip file'],
    ['gzip cut in its header', 'a.gz', gz.subarray(0, 5), 'unknown', 'the compressed data ends too early'],
    ['gzip cut in its data', 'a.gz', gz.subarray(0, 14), 'unknown', 'the compressed data ends too early'],
    ['gzip cut in its trailer', 'a.gz', gz.subarray(0, -1), 'unknown', 'the compressed data ends too early'],
    [
      'gzip cut in its second member',
      'a.gz',
      bytes(gz, gz.subarray(0, 14)),
      'unknown',
      'the compressed data ends too early',
    ],
    ['gzip, checksum', 'a.gz', wrong(gz, -6), 'decompress', 'damaged gzip data: wrong checksum'],
    ['gzip, length', 'a.gz', wrong(gz, -1), 'decompress', 'damaged gzip data: wrong length'],
    [
      'gzip, endless name',
      'a.gz',
      bytes(Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3), 'x'.repeat(70_000)),
      'decompress',
      'damaged gzip data: endless name',
    ],
    ['not zip', 'a.zip', text, 'decompress', 'not a zip file', 'Invalid zip file received.'],
    ['empty zip', 'a.zip', zip([]), 'decompress', 'the zip file is empty'],
    [
      'zip of folders alone',
      'a.zip',
      zip([{ name: 'logs/', data: Buffer.of(), method: 0 }]),
      'decompress',
      'the zip file is empty',
    ],
    [
      'zip, checksum',
      'a.zip',
      wrong(zipped, zipped.indexOf('PK\x01\x02') + 16),
      'decompress',
      'damaged zip data: wrong checksum',
    ],
    [
      'zip, encrypted',
      'a.zip',
      zip([{ name: 'x', data: text, flags: 1 }]),
      'decompress',
      'zip with encryption is not supported',
    ],
    [
      'zip, method',
      'a.zip',
      zip([{ name: 'x', data: text, method: 12 }]),
      'decompress',
      'zip with compression method 12 is not supported',
    ],
    ['zstd, cut', 'a.zst', zstdCompressSync(text).subarray(0, -1), 'unknown', 'the compressed data ends too early'],
    [
      'zstd, second frame cut',
      'a.zst',
      bytes(zstdCompressSync(text), zstdCompressSync(text).subarray(0, 8)),
      'unknown',
      'the compressed data ends too early',
    ],
    ...[1, 2, 3].flatMap((kept): [string, string, Uint8Array, string, string][] =>
      [zstdCompressSync(text), SKIPPABLE, zstdWithChecksum(text)].map((frame) => [
        `zstd, next frame cut in its magic number after ${kept} bytes`,
        'a.zst',
        bytes(frame, zstdCompressSync(text), frame.subarray(0, kept)),
        'unknown',
        'the compressed data ends too early',
      ]),
    ),
    [
      'zstd, bytes after it',
      'a.zst',
      bytes(zstdCompressSync(text), 'garbage!'),
      'decompress',
      'damaged zstd data: Unknown frame descriptor',
    ],
    [
      'gzip around gzip five times',
      'a.gz',
      gzipSync(gzipSync(gzipSync(gzipSync(gz)))),
      'decompress',
      'it is compressed more than 4 times over',
    ],
    ['gzip in gzip, cut', 'a.gz', gzipSync(gz.subarray(0, -1)), 'unknown', 'the compressed data ends too early'],
    [
      'snappy, impossible length',
      'a.snappy',
      Uint8Array.of(0xff, 0x3f, 0),
      'decompress',
      'damaged snappy data: impossible length',
    ],
    ['snappy, no length', 'a.snappy', Uint8Array.of(0xff), 'decompress', 'damaged snappy data: no length'],
    [
      'snappy frame, checksum',
      'a.snappy',
      wrong(SNAPPY_FRAMED, 14),
      'decompress',
      'damaged snappy data: wrong checksum',
    ],
    ["snappy, Hadoop's cut", 'a.snappy', bytes(SNAPPY_HADOOP, 'xx'), 'unknown', 'the compressed data ends too early'],
    [
      "snappy, Hadoop's second block cut",
      'a.snappy',
      bytes(hadoop('one'), hadoop('two').subarray(0, -1)),
      'unknown',
      'the compressed data ends too early',
    ],
    [
      "snappy, Hadoop's length",
      'a.snappy',
      wrong(hadoop('one', 'tw'), 3),
      'decompress',
      'damaged snappy data: wrong length',
    ],
    ['snappy frame, cut', 'a.snappy', SNAPPY_FRAMED.subarray(0, -1), 'unknown', 'the compressed data ends too early'],
  ])('%s', async (_, key, content, kind, cause, line) => {
    const failure = { name: 'ReadFailure', kind, message: cause }
    expect(() => expand(content, key, LIMIT)).toThrowError(expect.objectContaining(failure))
    await expect(streamed(content, key, [3])).rejects.toMatchObject(failure)
    await expect(streamed(content, key)).rejects.toSatisfy((error) => (error as ReadFailure).line === line)
  })
})

describe('the bound on the expanded size', () => {
  const large = Buffer.alloc(100_000, 'x')
  test.each<[string, Uint8Array]>([
    ['a', large],
    ['a.gz', gzipSync(large)],
    ['a.gz', bytes(gzipSync(large.subarray(1)), gzipSync('x'))],
    ['a.zip', zip([{ name: 'x', data: large }])],
    ['a.zst', zstdCompressSync(large)],
    ['a.gz', gzipSync(gzipSync(large))],
    ['a.zip.gz', gzipSync(zip([{ name: 'x', data: large }]))],
    ['a.snappy', SNAPPY_HADOOP],
    ['a.snappy', snappyCompress(large)],
    ['a.snappy', SNAPPY_FRAMED],
  ])('%s', (key, content) => {
    const size = expand(content, key, LIMIT).length
    expect(expand(content, key, size).length).toBe(size)
    expect(() => expand(content, key, size - 1)).toThrowError(
      expect.objectContaining({ kind: 'decompress', message: 'it expands to more than --max-object-bytes allows' }),
    )
  })

  test('holds where a zip entry lies about its size', () => {
    expect(() => expand(zip([{ name: 'x', data: large, size: 5 }]), 'a.zip', 1000)).toThrowError(ReadFailure)
  })
})

describe('a stream', () => {
  test('gives what the whole gives, however it is cut', async () => {
    const content = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 })
    const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 })
    const codec = fc.constantFrom({ key: 'a.gz', pack: gzipSync }, { key: 'a.zst', pack: zstdCompressSync })
    await fc.assert(
      fc.asyncProperty(content, sizes, codec, async (parts, cuts, { key, pack }) => {
        const packed = bytes(...parts.map((part) => pack(part)))
        expect(await streamed(packed, key, cuts)).toEqual(bytes(...parts))
        expect(Buffer.from(expand(packed, key, LIMIT))).toEqual(bytes(...parts))
      }),
    )
  })

  test('fails where the whole fails', async () => {
    const packed = bytes(gzipSync('x'.repeat(500)), gzipSync('y'))
    const place = fc.nat(packed.length - 1)
    await fc.assert(
      fc.asyncProperty(place, fc.nat(255), async (at, value) => {
        const content = Buffer.from(packed)
        content[at] = value
        const kind = (error: ReadFailure) => error.kind
        const whole = await new Promise((resolve) => resolve(expand(content, 'a.gz', LIMIT))).catch(kind)
        const pieces = await streamed(content, 'a.gz', [7]).catch(kind)
        expect(pieces).toEqual(whole)
      }),
    )
  })

  test.each([[[0x28]], [[0x28, 0xb5, 0x2f]], [[0x50]]])(
    'refuses the start of a zstd frame (%s) between frames',
    async (start) => {
      const frame = zstdCompressSync(text)
      const cutFrame = [frame.length + start.length]
      const read = streamed(bytes(frame, Uint8Array.from(start), frame), 'a.zst', [...cutFrame, frame.length])
      await expect(read).rejects.toMatchObject({
        kind: 'decompress',
        message: 'damaged zstd data: bytes between frames',
      })
      expect((await streamed(bytes(frame, frame), 'a.zst', cutFrame)).toString()).toBe('one\ntwo\none\ntwo\n')
    },
  )

  test('does not hold a whole bomb', async () => {
    const bomb = bytes(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), deflateRawSync(Buffer.alloc(50_000_000)))
    async function* chunks() {
      yield bomb
    }
    for await (const piece of expandStream(chunks(), 'a.gz', LIMIT)) {
      expect(piece.length).toBeLessThan(1_000_000)
      break
    }
  })
})
