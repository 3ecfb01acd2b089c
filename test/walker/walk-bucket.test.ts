import { describe, expect, test } from 'vitest'
import type { BucketType } from '../../src/buckets/contract.ts'
import type { BucketContext, ListRequest, Partition } from '../../src/walker/types.ts'
import { walkBucket } from '../../src/walker/walk-bucket.ts'

const AHEAD = 3

/** A bucket whose one scope is split into partitions `0/`, `1/` …, each with one object. */
function stageOf(count: number) {
  const asked: string[] = []
  const partitions: Partition[] = Array.from({ length: count }, (_, n) => ({ accountId: '1', prefix: `${n}/` }))
  const type = {
    layout: { kind: 'flat' },
    form: { marker: (day) => day, dayOf: () => undefined },
    createdDate: () => ({ day: 20240101 }),
    split: async () => ({ partitions, lines: [{ level: 1, text: 'split' }] }),
  } as Partial<BucketType> as BucketType
  const list = async ({ prefix }: ListRequest) => {
    asked.push(prefix)
    return { objects: [{ key: `${prefix}x`, size: 1, lastModified: new Date(0) }], folders: [] }
  }
  const context = {
    bucket: 'b',
    options: { trailPrefix: '', onlyLogsAfter: '20240101', reparse: false, lookbackDays: 1 },
    connection: { objects: { list }, tuning: { maxConcurrentRequests: AHEAD }, identity: async () => '1' },
    isForeign: () => false,
    retries: { of: async () => [] },
    state: { open: async () => ({ processed: async () => new Set() }) },
  } as unknown as BucketContext
  return { asked, steps: walkBucket(type, context) }
}

describe('walkBucket', () => {
  test('walks the partitions of a group in order, after its lines', async () => {
    const seen: string[] = []
    for await (const step of stageOf(7).steps) {
      seen.push(...step.lines.map(({ text }) => text).filter((text) => text === 'split'))
      if (step.kind === 'object') seen.push(step.entry.key)
    }
    expect(seen).toEqual(['split', ...Array.from({ length: 7 }, (_, n) => `${n}/x`)])
  })

  test('prints the lines of a group without partitions', async () => {
    const lines: string[] = []
    for await (const step of stageOf(0).steps) lines.push(...step.lines.map(({ text }) => text))
    expect(lines).toEqual(['split'])
  })

  test('prefetches a bounded number of first pages, however many partitions a group has', async () => {
    const { asked, steps } = stageOf(500)
    for await (const { kind } of steps) {
      if (kind !== 'object') continue
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(asked.length).toBeLessThanOrEqual(AHEAD + 1)
      break
    }
  })
})
