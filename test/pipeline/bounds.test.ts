import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type * as bounds from '../../src/pipeline/bounds.ts'
import { eventBounds, maxExpandedBytes } from '../../src/pipeline/bounds.ts'
import { type DecodeJob, decode } from '../../src/pipeline/decode.ts'
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
    const { maxEvents, maxBytes, ...others } = real.eventBounds(stored)
    return { ...others, maxEvents: maxEvents * allowed.share, maxBytes: maxBytes * allowed.share }
  }
  return { ...real, maxExpandedBytes, eventBounds }
})

interface Outcome {
  readonly events?: number
  readonly cause?: string | undefined
}

/** Reads an object as a run does. */
async function outcomeOf(type: string, content: Buffer | string, maxObjectBytes = 2 ** 29): Promise<Outcome> {
  const isSubscriber = type === 'buckets' || type === 'security_hub'
  const bytes = new Uint8Array(content instanceof Buffer ? content : gzipSync(content))
  const writer = { object: { bucket: 'b', logFile: 'k' }, debugLevel: 0 } as const
  const job: DecodeJob = { type, isSubscriber, bucket: 'b', key: 'k', trailPrefix: '', maxObjectBytes, bytes, writer }
  const reading = findReading(job)
  const { batch, failure, large } = decode(job, reading)
  if (!large || !reading.text) return failure ? { cause: failure.cause } : { events: batch?.ends.length ?? 0 }
  const { batches, failure: late } = await readInBlocks(job, reading.text, large)
  return late ? { cause: late.cause } : { events: batches.reduce((sum, { ends }) => sum + ends.length, 0) }
}

const FLOW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK'
const ALB = `https ${'x '.repeat(28).trim()}\n`
const TOO_WIDE = 'a row of more than 4096 columns'
const TOO_DENSE = 'it expands to more than 128 times its size'

const EMPTY = gzipSync('')

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
      'of 999,008 events',
      'custom',
      () => '{"detail":{}}'.repeat(999_008 * SHARE).concat(' '.repeat(64)),
      { events: 999_008 * SHARE },
    ],
    [
      'of a million events and one',
      'cloudtrail',
      () => `{"Records":[${'{},'.repeat(1_000_000 * SHARE)}{}]}`,
      { cause: 'it has more than 62500 events' },
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
  expect(eventBounds(100)).toEqual({ maxEvents: 1_000_000, maxBytes: 128 * MB, maxPreamble: 4 * MB })
  expect(eventBounds(10 * MB)).toEqual({ maxEvents: 10 * MB, maxBytes: 640 * MB, maxPreamble: 4 * MB })
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
