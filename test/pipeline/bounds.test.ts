import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findBucketType } from '../../src/buckets/index.ts'
import type * as bounds from '../../src/pipeline/bounds.ts'
import { eventBounds, maxExpandedBytes } from '../../src/pipeline/bounds.ts'
import { type DecodeJob, decode } from '../../src/pipeline/decode.ts'
import { openParquetRows } from '../../src/pipeline/parquet-events.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import { readInBlocks } from '../helpers/read-in-blocks.ts'

const MB = 2 ** 20

/** The share of what a small object may cost that is allowed: bounds are met with a fraction of the work. */
const allowed = vi.hoisted(() => ({ share: 1 }))
vi.mock('../../src/pipeline/bounds.ts', async (load) => {
  const real = await load<typeof bounds>()
  const maxExpandedBytes: typeof bounds.maxExpandedBytes = (stored, most) =>
    Math.min(most, real.maxExpandedBytes(stored, Number.POSITIVE_INFINITY) * allowed.share)
  const eventBounds: typeof bounds.eventBounds = (stored) => {
    const { maxPreamble, ...others } = real.eventBounds(stored)
    const shares = Object.entries(others).map(([name, most]) => [name, most * allowed.share])
    return { maxPreamble, ...Object.fromEntries(shares) }
  }
  const parquetEventBounds: typeof bounds.parquetEventBounds = (stored) => {
    const { maxFields, maxValues, ...others } = real.parquetEventBounds(stored)
    return { ...others, maxFields: maxFields * allowed.share, maxValues: maxValues * allowed.share }
  }
  return { ...real, maxExpandedBytes, eventBounds, parquetEventBounds }
})

interface Outcome {
  readonly events?: number
  readonly cause?: string | undefined
}

/** Reads an object as a run does. */
async function outcomeOf(
  type: string,
  content: Buffer | string,
  maxObjectBytes = 2 ** 29,
  inBlocks = false,
): Promise<Outcome> {
  const isSubscriber = type === 'buckets' || type === 'security_hub'
  const bytes = new Uint8Array(content instanceof Buffer ? content : gzipSync(content))
  const writer = { object: { bucket: 'b', logFile: 'k' }, debugLevel: 0 } as const
  const job: DecodeJob = { type, isSubscriber, bucket: 'b', key: 'k', trailPrefix: '', maxObjectBytes, bytes, writer }
  const reading = findReading(job)
  const { batch, failure, large } = inBlocks ? { large: bytes } : decode(job, reading)
  if (!large || !reading.text) return failure ? { cause: failure.cause } : { events: batch?.ends.length ?? 0 }
  const { batches, failure: late } = await readInBlocks(job, reading.text, large)
  return late ? { cause: late.cause } : { events: batches.reduce((sum, { ends }) => sum + ends.length, 0) }
}

const FLOW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK'
const ALB = `https ${'x '.repeat(28).trim()}\n`
const TOO_WIDE = 'a row of more than 4096 columns'
const TOO_DENSE = 'it expands to more than 128 times its size'

const EMPTY = gzipSync('')

/** Reads a Parquet file of numbers as a run does. */
async function outcomeOfTable(type: string, rows: number, columns: number): Promise<Outcome> {
  const data = Array.from({ length: rows }, () => 1)
  const columnData = Array.from({ length: columns }, (_, n) => ({ name: `c${n}`, data, type: 'INT32' as const }))
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }))
  const body = {
    size: bytes.length,
    bytes: async () => bytes,
    chunks: async function* () {
      yield bytes
    },
  }
  const onRow = findBucketType(type)?.openParquet?.()
  if (!onRow) throw new Error(`${type} has no Parquet`)
  const { batches, failure, close } = await openParquetRows(body, { debugLevel: 0, maxObjectBytes: 2 ** 29 }, onRow)
  let events = 0
  for await (const { ends } of batches) events += ends.length
  await close()
  return failure ? { cause: failure.cause } : { events }
}

describe('a sixteenth of what a small object may cost is held to by one', () => {
  const SHARE = 1 / 16
  beforeAll(() => {
    allowed.share = SHARE
  })
  afterAll(() => {
    allowed.share = 1
  })

  test.each<[what: string, type: string, content: () => Buffer | string, outcome: Outcome]>([
    ['of 63 MB of spaces', 'cloudtrail', () => `{"Records":[{}]${' '.repeat(63 * MB * SHARE)}}`, { events: 1 }],
    ['of 65 MB of spaces', 'cloudtrail', () => `{"Records":[{}]${' '.repeat(65 * MB * SHARE)}}`, { cause: TOO_DENSE }],
    ['of 65 MB of empty lines', 'vpcflow', () => FLOW + '\n'.repeat(65 * MB * SHARE), { cause: TOO_DENSE }],
    [
      'of 600,000 events',
      'custom',
      () => '{"detail":{}}'.repeat(600_000 * SHARE).concat(' '.repeat(64)),
      { events: 600_000 * SHARE },
    ],
    [
      'of 600,000 events and one',
      'cloudtrail',
      () => `{"Records":[${'{},'.repeat(600_000 * SHARE)}{}]}`,
      { cause: 'it has more than 37500 events' },
    ],
    [
      'of a million fields',
      'alb',
      () => `${ALB}${`${'x '.repeat(3999)}x\n`.repeat(249)}${'x '.repeat(3970)}x\n`,
      { events: 251 },
    ],
    [
      'of a million fields and one',
      'alb',
      () => `${ALB}${`${'x '.repeat(3999)}x\n`.repeat(249)}${'x '.repeat(3971)}x\n`,
      { cause: 'its rows have more than 1000000 fields' },
    ],
    [
      'of a million fields and one, most of them left out',
      'server_access',
      () => `${`${'x '.repeat(3999)}x\n`.repeat(250)}x\n`,
      { cause: 'its rows have more than 1000000 fields' },
    ],
    [
      'of too many fields, which another reading of each line does not find',
      'clb',
      () => `${'x '.repeat(11)}"${'" "'.repeat(1000)}" "\n`.repeat(1000),
      { cause: 'its rows have more than 1000000 fields' },
    ],
    [
      'of 250,000 values in objects',
      'cloudfront',
      () => `{"a":[${'1,'.repeat(96)}1]}\n`.repeat(2500),
      { events: 2500 },
    ],
    [
      'of more than 250,000 values in objects',
      'cloudfront',
      () => `{"a":[${'1,'.repeat(96)}1]}\n`.repeat(2501),
      { cause: 'it has more than 250000 values that do not stay as they are' },
    ],
    [
      'of more than 250,000 values in fields that are reshaped',
      'config',
      () => `{"configurationItems":[${`{"configuration":{"state":[${'1,'.repeat(999)}1]}},`.repeat(250)}{}]}`,
      { cause: 'it has more than 250000 values that do not stay as they are' },
    ],
    [
      'of more than 250,000 values in events that are too long to be sent',
      'cloudtrail',
      () => `{"Records":[${`{"a":[${'1,'.repeat(39_999)}1]},`.repeat(7)}{}]}`,
      { cause: 'it has more than 250000 values that do not stay as they are' },
    ],
    [
      'whose events grow beyond measure',
      'security_hub',
      () => `{"detail":{"actionName":"${'x'.repeat(60_000)}","findings":[${'{},'.repeat(3000 * SHARE)}{}]}}`,
      { cause: 'its events take more than 8 MiB' },
    ],
  ])('%s (%s)', async (_, type, content, outcome) => {
    expect(await outcomeOf(type, content())).toEqual(outcome)
  })

  test.each<[what: string, type: string, rows: number, columns: number, outcome: Outcome]>([
    ['of 250,000 fields', 'vpcflow', 500, 500, { events: 500 }],
    ['of more than 250,000 fields', 'vpcflow', 501, 500, { cause: 'its rows have more than 250000 fields' }],
    ['of 250,000 values and names', 'cloudfront', 249, 501, { events: 249 }],
    [
      'of more than 250,000 values and names',
      'cloudfront',
      250,
      501,
      { cause: 'it has more than 250000 values that do not stay as they are' },
    ],
  ])('%s in Parquet (%s)', async (_, type, rows, columns, outcome) => {
    expect(await outcomeOfTable(type, rows, columns)).toEqual(outcome)
  })

  test.each<[what: string, type: string, content: () => string, outcome: Outcome]>([
    ['of a million fields', 'clb', () => `${'x '.repeat(3999)}x\n`.repeat(250), { events: 250 }],
    [
      'of a million fields and one',
      'clb',
      () => `${`${'x '.repeat(3999)}x\n`.repeat(250)}x\n`,
      { cause: 'its rows have more than 1000000 fields' },
    ],
    ['of 37,500 events', 'cloudfront', () => '{}\n'.repeat(37_500), { events: 37_500 }],
    ['of 37,501 events', 'cloudfront', () => '{}\n'.repeat(37_501), { cause: 'it has more than 37500 events' }],
  ])('%s in blocks (%s)', async (_, type, content, outcome) => {
    expect(await outcomeOf(type, content(), 2 ** 29, true)).toEqual(outcome)
  })
})

describe('a small object', () => {
  test.each<[what: string, type: string, content: () => Buffer | string, outcome: Outcome]>([
    ['of a row of 4,096 columns', 'alb', () => `${ALB}${'x '.repeat(4095)}x\n`, { events: 2 }],
    ['of a row of 4,097 columns', 'alb', () => `${ALB}${'x '.repeat(4096)}x\n`, { cause: TOO_WIDE }],
    ['of a row of millions of columns', 'server_access', () => 'x '.repeat(3 * MB), { cause: TOO_WIDE }],
    ['of a table of 4,096 columns', 'buckets', () => `${'a,'.repeat(4095)}b\n1\n`, { events: 1 }],
    ['of a table of 4,097 columns', 'buckets', () => `${'a,'.repeat(4096)}b\n1\n`, { cause: TOO_WIDE }],
    [
      'whose header names too many columns',
      'cloudfront',
      () => `#Fields: ${'a '.repeat(4097)}\nb\n`,
      { cause: TOO_WIDE },
    ],
    ['of a line of 7 MB', 'server_access', () => `${'x '.repeat(24)}${'x'.repeat(7 * MB)}\n`, { events: 1 }],
    [
      'of a line of more than 8 MB',
      'server_access',
      () => `${'x '.repeat(23)}x\n${'x'.repeat(17 * MB)}\n`,
      { cause: 'a record of more than 8 MiB' },
    ],
    ['with an event of 15 MB', 'cloudtrail', () => `{"Records":[{"a":[${'1,'.repeat(7 * MB)}1]}]}`, { events: 0 }],
    [
      'with an event of 17 MB',
      'cloudtrail',
      () => `{"Records":[{"a":[${'1,'.repeat(8.5 * MB)}1]}]}`,
      { cause: 'a JSON value of more than 16 MB' },
    ],
    [
      'of an object of very many members, one of them twice',
      'cloudtrail',
      () => `{"Records":[{${Array.from({ length: 500_001 }, (_, n) => `"${n}":1,`).join('')}"0":2}]}`,
      { cause: 'a JSON object of more than 500000 members, some of them repeated' },
    ],
    [
      'of a field of very many values',
      'config',
      () => `{"configurationItems":[{"configuration":{"state":[${'1,'.repeat(500_000)}1]}}]}`,
      { cause: 'a JSON value with more than 500000 values inside' },
    ],
    [
      'of very many probes',
      'guardduty',
      () => `{"detail":{"service":{"action":{"portProbeAction":{"portProbeDetails":[${'1,'.repeat(100_000)}1]}}}}}`,
      { cause: 'a finding of more than 100000 probes' },
    ],
    ['of a line of 17 MB', 'buckets', () => ','.repeat(17 * MB), { cause: 'a record of more than 8 MiB' }],
    ['of very many bad records', 'waf', () => '{\n'.repeat(100_001), { cause: 'it has more than 100000 bad records' }],
    [
      'of very many gzip members',
      'cloudtrail',
      () => Buffer.concat(Array.from({ length: 65_537 }, () => EMPTY)),
      { cause: 'a gzip file of more than 65536 members' },
    ],
    [
      'of many lists of columns',
      'cloudfront',
      () => Array.from({ length: 1025 }, (_, n) => `#Fields: a${n}\n`).join(''),
      { cause: 'more than 1024 lists of columns' },
    ],
  ])('%s (%s) is held to its bounds', async (_, type, content, outcome) => {
    expect(await outcomeOf(type, content())).toEqual(outcome)
  })

  test('may be refused by --max-object-bytes before', async () => {
    expect(await outcomeOf('cloudtrail', `{"Records":[]}${' '.repeat(MB)}`, MB)).toEqual({
      cause: 'it expands to more than --max-object-bytes allows',
    })
  })
})

test('a large object may cost more', () => {
  expect([maxExpandedBytes(100, 2 ** 29), maxExpandedBytes(MB, 2 ** 29), maxExpandedBytes(100 * MB, 2 ** 29)]).toEqual([
    64 * MB,
    128 * MB,
    512 * MB,
  ])
  expect(eventBounds(100)).toEqual({
    maxEvents: 600_000,
    maxFields: 16_000_000,
    maxValues: 4_000_000,
    maxBytes: 128 * MB,
    maxPreamble: 4 * MB,
  })
  expect(eventBounds(10 * MB)).toEqual({
    maxEvents: 6 * MB,
    maxFields: 240 * MB,
    maxValues: 40 * MB,
    maxBytes: 640 * MB,
    maxPreamble: 4 * MB,
  })
})

describe('lines that repeat bad records', () => {
  const linesOf = async (rows: number, inBlocks: boolean) => {
    const content = gzipSync(ALB.repeat(rows))
    const job: DecodeJob = {
      type: 'alb',
      bucket: 'b',
      key: 'k.gz',
      trailPrefix: '',
      maxObjectBytes: 2 ** 29,
      bytes: new Uint8Array(content),
      writer: { object: { bucket: 'b', logFile: 'k.gz' }, debugLevel: 1 },
    }
    const reading = findReading(job)
    if (!inBlocks || !reading.text) return decode(job, reading).batch?.lines.map(({ text }) => text) ?? []
    const { batches } = await readInBlocks(job, reading.text, content)
    return batches.flatMap(({ lines }) => lines.map(({ text }) => text))
  }
  const MORE = '++ There are more such lines; the others are not shown'

  test.each([
    ['at once', false],
    ['in blocks', true],
  ])('of an object that is read %s take 4 million characters, and the last one tells of more', async (_, inBlocks) => {
    const few = await linesOf(20, inBlocks)
    expect(few).not.toContain(MORE)
    expect(few.length).toBeGreaterThanOrEqual(20)
    const many = await linesOf(20_000, inBlocks)
    expect(many.filter((text) => text === MORE)).toHaveLength(1)
    expect(many.at(-1)).toBe(MORE)
    const length = many.reduce((sum, text) => sum + text.length, 0)
    expect(length).toBeGreaterThan(3.9 * MB)
    expect(length).toBeLessThan(4 * MB + MORE.length)
  })
})
