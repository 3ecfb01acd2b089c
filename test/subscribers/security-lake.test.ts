import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRows } from '../../src/subscribers/lake-rows.ts'
import type { ObjectBody } from '../../src/walker/types.ts'
import { type Duck, openDuck } from '../parsers/parquet/duckdb.ts'

const ROWS = 40_000
let duck: Duck

beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

async function fileOf(query: string): Promise<Buffer> {
  const path = join(duck.folder, 'rows.parquet')
  await duck.run(`copy (${query}) to '${path}' (format parquet)`)
  return readFileSync(path)
}

function bodyOf(content: Uint8Array): ObjectBody {
  return {
    size: content.length,
    bytes: async () => Uint8Array.from(content),
    async *chunks() {
      for (let at = 0; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000)
    },
  }
}

async function messagesOf(content: Uint8Array, discard: { field?: string; regex?: string } = {}) {
  const events = await openRows(bodyOf(content), {
    object: { bucket: 'b', logFile: 'k' },
    discard,
    debugLevel: 0,
    maxObjectBytes: 2 ** 29,
  })
  const messages: string[] = []
  let discarded = 0
  for await (const { bytes, ends, ...counts } of events.batches) {
    const text = Buffer.from(bytes).toString()
    messages.push(...Array.from(ends, (end, n) => text.slice(ends[n - 1] ?? 0, end)))
    discarded += counts.discarded
  }
  await events.close()
  return { messages, discarded, failure: events.failure }
}

test('each row of a Security Lake file is sent as it is', async () => {
  const { messages } = await messagesOf(await fileOf("select 1 a, null b, 'é' c"))
  expect(messages).toEqual(['1:Wazuh-AWS:{"a": 1, "b": null, "c": "\\u00e9"}'])
})

test('a large Security Lake file is read from disk, as often as it is needed', async () => {
  const content = await fileOf(`select i, md5(i::varchar) || sha256(i::varchar) h from range(${ROWS}) t(i)`)
  const { messages } = await messagesOf(Buffer.from(content))
  expect(messages).toHaveLength(ROWS)
  expect(messages.map((text) => JSON.parse(text.slice('1:Wazuh-AWS:'.length)).i)).toEqual([...Array(ROWS).keys()])
})

test('rows of Security Lake are discarded by the rule, and shortened when they are too long', async () => {
  const content = await fileOf("select i, repeat('x', 40000 * i::int) x from range(3) t(i)")
  const { messages, discarded } = await messagesOf(content, { field: 'x', regex: '^$' })
  expect(discarded).toBe(1)
  expect(messages).toHaveLength(2)
  expect(messages[1]?.length).toBeLessThanOrEqual(65_535)
  expect(messages[1]).toContain('[truncated')
})

test('nothing of a Security Lake file that breaks somewhere is sent', async () => {
  const content = await fileOf(`select i, md5(i::varchar) h from range(${ROWS}) t(i)`)
  content.fill(0xff, content.length >> 1, (content.length >> 1) + 5_000)
  const { messages, failure } = await messagesOf(content)
  expect(messages).toEqual([])
  expect(failure).toMatchObject({ kind: 'parse' })
})

test('the recorded rows of Security Lake are there', async () => {
  const folder = fileURLToPath(new URL('../../fixtures/parquet', import.meta.url))
  const { messages } = await messagesOf(readFileSync(join(folder, 'recorded-zstd.parquet')))
  const recorded = readFileSync(join(folder, 'recorded-zstd.jsonl'), 'utf8').trimEnd().split('\n')
  expect(messages).toEqual(recorded.map((row) => `1:Wazuh-AWS:${row}`))
})
