import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Spool, spool } from '../../src/objects/spool.ts'

const LIMIT = 100_000_000
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

async function* chunks(content: Uint8Array, size = 10_000) {
  for (let at = 0; at < content.length; at += size) yield content.slice(at, at + size)
}

async function blocksOf(spooled: Spool, ends?: (block: Uint8Array) => number): Promise<string[]> {
  const texts: string[] = []
  for await (const block of spooled.blocks(ends)) texts.push(Buffer.from(block).toString())
  return texts
}

test('a spooled text is read in blocks of whole lines, as often as one likes', async () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i} ☃ ${'x'.repeat(i % 100)}`).join('\n')
  const spooled = await spool(chunks(gzipSync(lines.replaceAll('\n', '\r\n'))), 'a.gz', LIMIT, directory)
  const blocks = await blocksOf(spooled)
  expect(blocks.length).toBeGreaterThan(2)
  expect(blocks.slice(0, -1).every((block) => block.endsWith('\n'))).toBe(true)
  expect(blocks.join('')).toBe(lines)
  expect((await blocksOf(spooled)).join('')).toBe(lines)
  await spooled.close()
})

test('a spooled text has a block as long as its longest record', async () => {
  const content = `${'x'.repeat(3_000_000)}\nshort\n`
  const spooled = await spool(chunks(Buffer.from(content), 1_000_000), 'a', LIMIT, directory)
  expect(await blocksOf(spooled)).toEqual([content])
  await spooled.close()
})

test('a spooled text is cut where the format says that records end', async () => {
  const content = Buffer.from('x'.repeat(2_500_000))
  const spooled = await spool(chunks(content), 'a', LIMIT, directory)
  const blocks = await blocksOf(spooled, (block) => Math.min(block.length, 1_000_000))
  expect(blocks.map((block) => block.length)).toEqual([1_000_000, 1_000_000, 500_000])
  await spooled.close()
})

test('an empty spooled text has no blocks', async () => {
  const spooled = await spool(chunks(Buffer.alloc(0)), 'a', LIMIT, directory)
  expect(await blocksOf(spooled)).toEqual([])
  await spooled.close()
})

test('a spooled text has no name in the directory, not even while it is open', async () => {
  const spooled = await spool(chunks(Buffer.from('x')), 'a', LIMIT, directory)
  expect(readdirSync(directory)).toEqual([])
  await spooled.close()
})

test.each([
  ['too large', gzipSync(Buffer.alloc(5000)), 4999, 'decompress'],
  ['cut', gzipSync('x'.repeat(5000)).subarray(0, -1), LIMIT, 'unknown'],
  ['not text', gzipSync(Buffer.from([0x61, 0xff])), LIMIT, 'parse'],
])('refuses what is %s', async (_, content, limit, kind) => {
  await expect(spool(chunks(content), 'a.gz', limit, directory)).rejects.toMatchObject({ name: 'ReadFailure', kind })
})

test('a spooled text without a place on disk is a failure that says so', async () => {
  await expect(spool(chunks(Buffer.from('x')), 'a', LIMIT, join(directory, 'none'))).rejects.toMatchObject({
    exitCode: 7,
    message: expect.stringContaining('ENOENT'),
  })
})
