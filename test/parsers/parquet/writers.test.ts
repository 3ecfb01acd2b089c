import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from './duckdb.ts'
import { rowsOf } from './rows-of.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

/** What JSON of both readers has in common: structs, lists, integers, text, nulls. */
const NESTED = `select
  i id, if(i % 3 = 0, null, 'user-' || (i % 50)) as name, repeat('é"', (i % 5)::int) as escaped, i % 2 = 0 as even,
  if(i % 7 = 0, null, {'uid': 'arn:' || i, 'inner': if(i % 5 = 0, null, {'n': i, 'none': null::int})}) as resource,
  if(i % 4 = 0, null, list_transform(range(i % 6), x -> if(x = 2, null, 'tag-' || x))) as tags,
  list_transform(range(i % 3), x -> {'k': x, 'v': if(x = 1, null, list_transform(range(x + i % 2), y -> y * i))}) as pairs
  from range(5000) t(i)`

describe('rows of DuckDB are those that DuckDB reads', () => {
  test.each([
    'compression uncompressed',
    'compression snappy, row_group_size 2048',
    'compression gzip',
    'compression zstd, parquet_version v2',
    'compression lz4_raw',
    'compression brotli',
  ])('%s', async (options) => {
    const file = await duck.write(NESTED, options)
    const rows = await rowsOf(file)
    expect(rows).toHaveLength(5000)
    expect(rows.map((row) => JSON.parse(row))).toEqual(await duck.read(file, 'select * from FILE'))
  })

  test('a file without rows', async () => {
    expect(await rowsOf(await duck.write('select 1 as a where false'))).toEqual([])
  })

  test('types of their own', async () => {
    const file = await duck.write(`select
      9007199254740993::bigint as big, 18446744073709551615::ubigint as ubig, 255::utinyint as small, 1e16::double as d,
      0.1::float as f, 1.50::decimal(9, 2) as dec, -0.000000001::decimal(38, 9) as tiny, date '2024-02-29' as day,
      time '01:02:03.4' as clock, timestamp '2024-01-02 03:04:05.678' as at, timestamptz '2024-01-02 03:04:05Z' as zoned,
      timestamp_ms '2024-01-02 03:04:05' as ms, timestamp_ns '2024-01-02 03:04:05.000001' as ns,
      '\\x00a\\xFF'::blob as raw, map {'b': [1, null], 'a': null} as m, '{"x": 1}'::json as j`)
    expect(await rowsOf(file)).toEqual([
      '{"big": 9007199254740993, "ubig": 18446744073709551615, "small": 255, "d": 1e+16, "f": 0.10000000149011612, ' +
        '"dec": "1.50", "tiny": "-1E-9", "day": "2024-02-29", "clock": "01:02:03.400000", ' +
        '"at": "2024-01-02 03:04:05.678000", "zoned": "2024-01-02 03:04:05+00:00", "ms": "2024-01-02 03:04:05", ' +
        '"ns": "2024-01-02 03:04:05.000001", "raw": "b\'\\\\x00a\\\\xff\'", "m": [["b", [1, null]], ["a", null]], ' +
        '"j": "{\\"x\\": 1}"}',
    ])
  })
})

test('recorded rows are those that DuckDB reads', async () => {
  const file = readFileSync(new URL('../../../fixtures/parquet/recorded-zstd.parquet', import.meta.url))
  const common = ['metadata', 'severity_id', 'score', 'is_mfa', 'resources', 'message']
  const ours = (await rowsOf(file)).map((row) => JSON.parse(row))
  expect(ours.map((row) => Object.fromEntries(common.map((key) => [key, row[key]])))).toEqual(
    await duck.read(file, `select ${common} from FILE`),
  )
})

const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: 4 },
  { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'parts', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'n', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'names', converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'outer', num_children: 1, repetition_type: 'REQUIRED' },
  { name: '__proto__', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
]

const text = fc.oneof(fc.constantFrom('a', 'b', ''), fc.string({ unit: 'grapheme' }))
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 })
const part = fc.record({
  n: orNull(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
  names: fc.array(orNull(text)),
})
const record = fc.record({
  id: fc.integer(),
  text: orNull(text),
  parts: orNull(fc.array(orNull(part), { maxLength: 4 })),
  flag: orNull(fc.boolean()),
})

type Row = typeof record extends fc.Arbitrary<infer R> ? R : never

/** Pages of a few bytes, so that rows with lists go on from page to page. */
function writeRecords(records: readonly Row[], pageSize: number): Uint8Array {
  const column = (name: string, data: unknown[]) => ({ name, data })
  const buffer = parquetWriteBuffer({
    schema: SCHEMA,
    rowGroupSize: 7,
    pageSize,
    columnData: [
      column(
        'id',
        records.map(({ id }) => id),
      ),
      column(
        'text',
        records.map(({ text }) => text),
      ),
      column(
        'parts',
        records.map(({ parts }) => parts),
      ),
      column(
        'outer',
        records.map(({ flag }) => Object.defineProperty({}, '__proto__', { value: flag, enumerable: true })),
      ),
    ],
  })
  return new Uint8Array(buffer)
}

function expectedJson({ id, text, parts, flag }: Row): string {
  return `{"id":${id},"text":${JSON.stringify(text)},"parts":${JSON.stringify(parts)},"outer":{"__proto__":${flag}}}`
}

describe('rows of hyparquet-writer', () => {
  test('are those that were written', async () => {
    const input = fc.tuple(fc.array(record, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 200 }))
    await fc.assert(
      fc.asyncProperty(input, async ([records, pageSize]) => {
        const rows = await rowsOf(writeRecords(records, pageSize))
        expect(rows.map((row) => JSON.parse(row))).toEqual(records.map((row) => JSON.parse(expectedJson(row))))
      }),
    )
  })
})
