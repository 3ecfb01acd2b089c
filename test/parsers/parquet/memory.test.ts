import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duck, openDuck } from './duckdb.ts'

const ROWS = 400_000
/** Resident memory of the whole process, MiB. Held as a whole, the rows would take as much again. */
const LIMIT = 250

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

test('hundreds of thousands of rows are read in little memory', { timeout: 120_000 }, async () => {
  const path = join(duck.folder, 'large.parquet')
  await duck.run(`copy (
    select i id, 'user-' || (i % 1000) as name, md5(i::varchar) as hash, i * 1.5::double as score,
      timestamp '2024-01-02 03:04:05' + to_milliseconds(i) as at, {'uid': 'arn:' || i, 'n': i} as resource,
      ['a' || i, 'b'] as tags, map {'a': i} as unmapped, repeat('x', 100) || i as message
    from range(${ROWS}) t(i)) to '${path}' (format parquet)`)
  const reader = fileURLToPath(new URL('measure-reader.ts', import.meta.url))
  const output = execFileSync(process.execPath, [reader, path], { encoding: 'utf8' })
  const { rows, last, residentMiB } = JSON.parse(output)
  expect(rows).toBe(ROWS)
  expect(JSON.parse(last).id).toBe(ROWS - 1)
  expect(residentMiB).toBeLessThan(LIMIT)
})
