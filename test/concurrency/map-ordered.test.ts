import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapOrdered } from '../../src/concurrency/map-ordered.ts'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = []
  for await (const item of items) out.push(item)
  return out
}

describe('mapOrdered', () => {
  test('keeps the order whatever finishes first, and works on exactly as many at once as it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4)), fc.integer({ min: 1, max: 5 }), async (delays, items) => {
        let running = 0
        let most = 0
        const results = await collect(
          mapOrdered(delays.entries(), { items }, async ([n, delay]) => {
            most = Math.max(most, ++running)
            await sleep(delay)
            running--
            return n
          }),
        )
        expect(results).toEqual(delays.map((_, n) => n))
        expect(most).toBe(Math.min(items, delays.length))
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['a weight that is no number', { items: 2, weight: 1, weigh: () => Number.NaN }],
    ['a bound of nothing', { items: 0, weight: 0 }],
  ])('goes on with %s', async (_, limits) => {
    expect(await collect(mapOrdered([1, 2, 3], limits, async (n) => n))).toEqual([1, 2, 3])
  })

  test('bounds the weight of what waits, but always starts what the consumer waits for', async () => {
    const started: number[] = []
    const limits = { items: 10, weight: 100, weigh: (n: number) => n }
    const results = mapOrdered([50, 60, 45, 10], limits, async (n) => started.push(n))
    await results.next()
    await turn()
    expect(started).toEqual([50, 60])
    await results.next()
    await turn()
    expect(started).toEqual([50, 60, 45])
    const heavy = mapOrdered([500, 1], limits, async (n) => n)
    expect(await collect(heavy)).toEqual([500, 1])
  })

  test('starts no more when the results are heavier than was thought', async () => {
    let started = 0
    const work = async (n: number) => {
      started++
      return n
    }
    const limits = { items: 100, weight: 10, weigh: () => 1, measure: () => 5 }
    const results = mapOrdered(Array.from({ length: 100 }).keys(), limits, work)
    for (let n = 0; n < 8; n++) {
      expect((await results.next()).value).toBe(n)
      await turn()
      // Two fit by their true weight, the consumer's among them; ten by the estimate.
      expect(started - (n + 1)).toBe(1)
    }
  })

  test.each([
    ['a light result', 9, 1],
    ['a heavy result', 10, 0],
  ])(
    'while the consumer works on %s of weight %d, %d of the next ones that fill the bound are started',
    async (_, weight, ahead) => {
      let started = 0
      const limits = { items: 10, weight: 5, consumedWeight: 10, weigh: () => weight }
      const results = mapOrdered([0, 1, 2], limits, async (n) => {
        started++
        return n
      })
      for (let n = 0; n < 2; n++) {
        expect((await results.next()).value).toBe(n)
        await turn()
        expect(started - (n + 1)).toBe(ahead)
      }
    },
  )

  test('starts nothing while the consumer works on a heavy result, although a light one waits', async () => {
    const started: number[] = []
    const gate = Promise.withResolvers<void>()
    const limits = { items: 10, weight: 5, consumedWeight: 10, weigh: () => 2, measure: (n: number) => n }
    const results = mapOrdered([10, 1, 1, 1], limits, async (n) => {
      started.push(n)
      await gate.promise
      return n
    })
    const first = results.next()
    await turn()
    gate.resolve()
    await first
    await turn()
    expect(started).toEqual([10, 1, 1])
    await results.next()
    await turn()
    expect(started).toEqual([10, 1, 1, 1])
  })

  test('throws a failure when its turn comes, after the results before it', async () => {
    const results = mapOrdered([1, 2, 3], { items: 3 }, async (n) => {
      if (n === 2) throw new Error('two')
      return n
    })
    expect((await results.next()).value).toBe(1)
    await expect(results.next()).rejects.toThrow('two')
  })

  test('throws the failure of its source after the results before it', async () => {
    async function* source() {
      yield 1
      throw new Error('source')
    }
    const results = mapOrdered(source(), { items: 3 }, async (n) => n)
    expect((await results.next()).value).toBe(1)
    await expect(results.next()).rejects.toThrow('source')
  })

  test('gives a result that is there without waiting for a slow source', async () => {
    const gate = Promise.withResolvers<void>()
    async function* source() {
      yield 1
      await gate.promise
      yield 2
    }
    const results = mapOrdered(source(), { items: 3 }, async (n) => n)
    expect((await results.next()).value).toBe(1)
    gate.resolve()
    expect((await results.next()).value).toBe(2)
  })

  test('closes its source when the consumer leaves early', async () => {
    let closed = false
    async function* source() {
      try {
        for (let n = 0; ; n++) yield n
      } finally {
        closed = true
      }
    }
    for await (const n of mapOrdered(source(), { items: 2 }, async (n) => n)) if (n === 3) break
    expect(closed).toBe(true)
  })
})
