import { brotliCompressSync, crc32 } from 'node:zlib'
import { ByteWriter, parquetWriteBuffer } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { describe, expect, test } from 'vitest'
import { decompress } from '../../../src/parsers/parquet/codecs.ts'
import { Column } from '../../../src/parsers/parquet/column.ts'
import { Expansion, type ParquetLimits, UNLIMITED } from '../../../src/parsers/parquet/limits.ts'
import { parquetRows } from '../../../src/parsers/parquet/rows.ts'
import type { Leaf } from '../../../src/parsers/parquet/schema.ts'
import { fileOf } from './rows-of.ts'

const MB = 2 ** 20
const LEAF: Leaf = {
  kind: 'leaf',
  name: 'a',
  column: 0,
  type: 'INT32',
  element: { name: 'a', type: 'INT32' },
  maxDef: 0,
  maxRep: 0,
  write: (out, value) => out.ascii(String(value)),
}

interface PageOptions {
  readonly crc?: number
  /** As the header has it. */
  readonly expanded?: number
  readonly values?: number
  readonly leaf?: Partial<Leaf>
}

/** A column of one page of the numbers 1 and 2. */
function columnOf({ crc, expanded = 8, values = 2, leaf = {} }: PageOptions, limits = UNLIMITED): Column {
  const body = Buffer.from([1, 0, 0, 0, 2, 0, 0, 0])
  const writer = new ByteWriter()
  writePageHeader(writer, {
    type: 'DATA_PAGE',
    uncompressed_page_size: expanded,
    compressed_page_size: body.length,
    ...(crc !== undefined && { crc }),
    data_page_header: {
      num_values: values,
      encoding: 'PLAIN',
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  })
  writer.appendBytes(body)
  const bytes = writer.getBytes()
  const meta = {
    type: 'INT32',
    encodings: [],
    path_in_schema: ['a'],
    codec: 'UNCOMPRESSED',
    num_values: BigInt(values),
    total_uncompressed_size: BigInt(2 ** 40),
    total_compressed_size: BigInt(bytes.length),
    data_page_offset: 0n,
  } as const
  return new Column(
    fileOf(bytes),
    { ...LEAF, ...leaf },
    { ...meta, encodings: [], path_in_schema: ['a'] },
    new Expansion(limits),
  )
}

const CRC = crc32(Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]))

describe('the checksum of a page', () => {
  // The format has it as a signed number.
  test.each([undefined, CRC, CRC | 0])('that is right, or missing, is fine: %s', async (crc) => {
    const column = columnOf(crc === undefined ? {} : { crc })
    await column.load(2)
    expect([column.value(), column.value()]).toEqual([1, 2])
  })

  test('that is wrong fails the file', async () => {
    await expect(columnOf({ crc: CRC ^ 1 }).load(2)).rejects.toThrow('the checksum of a page is wrong')
  })
})

describe('what a page promises is refused before it is expanded', () => {
  test.each<[string, PageOptions, ParquetLimits, string]>([
    ['a page of 1 TB', { expanded: 2 ** 31 - 1 }, UNLIMITED, 'a page of more than 64 MiB'],
    ['less than nothing', { expanded: -1 }, UNLIMITED, 'a page of more than 64 MiB'],
    [
      'more than the file may expand to',
      { expanded: 8 },
      { ...UNLIMITED, maxBytes: 7 },
      'it expands to more than it may',
    ],
    [
      'more entries than the file may have',
      { values: 3 },
      { ...UNLIMITED, maxEntries: 2 },
      'it has more than 2 values and nulls',
    ],
    ['more values than the file may have', { values: 3 }, { ...UNLIMITED, maxValues: 2 }, 'it has more than 2 values'],
    ['a billion nulls', { values: 1e9, leaf: { maxDef: 1 } }, UNLIMITED, 'its pages take more than 384 MiB at a time'],
    ['a billion values', { values: 1e9 }, UNLIMITED, 'its pages take more than 384 MiB at a time'],
  ])('%s', async (_, page, limits, message) => {
    await expect(columnOf(page, limits).load(2)).rejects.toMatchObject({
      name: 'ReadFailure',
      message: expect.stringContaining(message),
    })
  })

  test.each(['GZIP', 'ZSTD', 'BROTLI', 'SNAPPY', 'LZ4', 'LZ4_RAW'] as const)('no output of %s outgrows it', (codec) => {
    const bomb = codec === 'BROTLI' ? brotliCompressSync(Buffer.alloc(MB)) : Buffer.from(BOMBS[codec], 'base64')
    expect(() => decompress(bomb, 100, codec)).toThrow()
  })
})

/** A megabyte of zeros each, and of what knows no end what comes next to it. */
const BOMBS = {
  GZIP: 'H4sIAAAAAAAAA+3BMQEAAADCoPVPbQo/oAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ZSTD: 'KLUv/aAAABAAVAAAEAAAAQD7/znAAgIAEAA=',
  SNAPPY: 'gIBAAAD+AQD+AQD+AQD+AQD+AQD+AQD+AQD+AQD+AQD+AQA=',
  LZ4: '/wAAAQD///////////////////////////8A',
  LZ4_RAW: '/wAAAQD///////////////////////////8A',
}

/** Rows that refer to one large value. */
function repeated(rows: number, size: number): Uint8Array {
  const value = 'x'.repeat(size)
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'a', data: Array.from({ length: rows }, () => value), type: 'STRING' }],
    }),
  )
}

async function bytesOf(file: Uint8Array, limits: Partial<ParquetLimits>): Promise<number> {
  let bytes = 0
  for await (const batch of parquetRows(fileOf(file), '', { ...UNLIMITED, ...limits })) bytes += batch.bytes.length
  return bytes
}

test('rows that repeat a large value are held to the bound, and not beyond', async () => {
  const file = repeated(200, 5000)
  expect(file.length).toBeLessThan(20_000)
  expect(await bytesOf(file, { maxRowBytes: 1.01e6, maxRows: 200 })).toBe(200 * 5009)
  await expect(bytesOf(file, { maxRowBytes: 1e6 })).rejects.toThrow('it expands to more than it may')
  expect(await bytesOf(file, { maxEntries: 200 })).toBe(200 * 5009)
  await expect(bytesOf(file, { maxEntries: 199 })).rejects.toThrow('it has more than 199 values and nulls')
  // The dictionary has one.
  expect(await bytesOf(file, { maxValues: 201 })).toBe(200 * 5009)
  await expect(bytesOf(file, { maxValues: 200 })).rejects.toThrow('it has more than 200 values')
  await expect(bytesOf(file, { maxRows: 199 })).rejects.toThrow('it has more than 199 rows')
})
