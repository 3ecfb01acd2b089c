import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReadFailure } from '../../../src/objects/types.ts'
import { parquetRows } from '../../../src/parsers/parquet/rows.ts'
import { openDuck } from './duckdb.ts'
import { fileOf, rowsOf } from './rows-of.ts'

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/parquet/${name}.parquet`, import.meta.url))
const files = ['recorded-snappy', 'recorded-gzip', 'recorded-zstd'].map(fixture)
const [good = Buffer.alloc(0)] = files
const parseFailure = (message: RegExp) =>
  expect.objectContaining({ name: 'ReadFailure', kind: 'parse', message: expect.stringMatching(message) })

describe('what is no readable Parquet file is a parse failure that says why', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', Buffer.alloc(0), /^not a Parquet file/],
    ['another format', Buffer.from('{"a": 1}\n{"b": 2}\n'), /^not a Parquet file/],
    ['a file cut short', good.subarray(0, -100), /^not a Parquet file/],
    ['an encrypted footer', Buffer.concat([good.subarray(0, -4), Buffer.from('PARE')]), /encrypted/],
    ['a footer beyond the file', Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1'), /footer is longer/],
    ['pages of zeros', zeroPages(good), /^damaged Parquet file/],
  ])('%s', async (_, bytes, message) => {
    await expect(rowsOf(bytes)).rejects.toEqual(parseFailure(message))
  })

  test('encrypted by DuckDB', async () => {
    const duck = await openDuck()
    await duck.run("set force_mbedtls_unsafe = 'true'")
    await duck.run("pragma add_parquet_key('k', '0123456789abcdef')")
    const file = await duck.write('select 1 as a', "encryption_config {footer_key: 'k'}")
    duck.close()
    await expect(rowsOf(file)).rejects.toEqual(parseFailure(/encrypted/))
  })

  test('whatever byte is wrong', async () => {
    const flip = fc.record({ at: fc.nat(8000), value: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(flip, { minLength: 1, maxLength: 4 }),
        async (file, flips) => {
          const bytes = Buffer.from(file)
          for (const { at, value } of flips) bytes[at % bytes.length] = value
          const outcome = await rowsOf(bytes).catch((error: unknown) => error)
          if (!Array.isArray(outcome)) expect(outcome).toEqual(parseFailure(/./))
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a failing source is not the fault of the file', () => {
  test.each([0, 1])('request %d', async (failing) => {
    const file = fileOf(good)
    const broken = new Error('connection reset')
    let requests = 0
    const slice: typeof file.slice = async (start, end) => {
      if (requests++ === failing) throw broken
      return file.slice(start, end)
    }
    const error = await parquetRows({ ...file, slice })
      .next()
      .catch((error: unknown) => error)
    expect(error).toBe(broken)
    expect(error).not.toBeInstanceOf(ReadFailure)
  })
})

/** Everything between the magic and the footer. */
function zeroPages(file: Buffer): Buffer {
  const footer = file.length - 8 - file.readUInt32LE(file.length - 8)
  return Buffer.from(file).fill(0, 4, footer)
}
