import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rowsOf } from './rows-of.ts'

const folder = new URL('../../../fixtures/parquet/', import.meta.url)

describe('recorded files give the bytes that Python sent', () => {
  test.each(['recorded-snappy', 'recorded-gzip', 'recorded-zstd'])('%s', async (name) => {
    const expected = readFileSync(new URL(`${name}.jsonl`, folder), 'latin1')
      .trimEnd()
      .split('\n')
    expect(await rowsOf(readFileSync(new URL(`${name}.parquet`, folder)))).toEqual(expected)
  })

  test('each row starts with the prefix', async () => {
    const rows = await rowsOf(readFileSync(new URL('recorded-snappy.parquet', folder)), '1:Wazuh-AWS:')
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatch(/^1:Wazuh-AWS:\{"metadata": /)
  })
})
