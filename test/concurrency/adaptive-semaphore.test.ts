import { describe, expect, test } from 'vitest'
import { AdaptiveSemaphore, type Concurrency } from '../../src/concurrency/adaptive-semaphore.ts'

/**
 * Makes requests of a simulated service, on a simulated clock, as many at once as the semaphore lets.
 *
 * @param answerMs how long an answer takes with so many requests under way
 */
async function limitAfter(
  requests: number,
  concurrency: Concurrency,
  answerMs: (running: number) => number,
  throttleFrom = Number.POSITIVE_INFINITY,
): Promise<{ limit: number; peak: number }> {
  let now = 0
  let peak = 0
  const semaphore = new AdaptiveSemaphore(concurrency, () => now)
  const running: { at: number; done: () => void }[] = []
  const work = async () => {
    await semaphore.acquire()
    peak = Math.max(peak, running.length + 1)
    if (running.length + 1 > throttleFrom) semaphore.throttled()
    await new Promise<void>((done) => running.push({ at: now + answerMs(running.length + 1), done }))
    semaphore.release()
  }
  const all = Array.from({ length: requests }, work)
  for (let left = requests; left > 0; left--) {
    for (let turn = 0; turn < 4; turn++) await Promise.resolve()
    running.sort((a, b) => a.at - b.at)
    const next = running.shift()
    if (!next) throw new Error('nothing is under way')
    now = next.at
    next.done()
    for (let turn = 0; turn < 4; turn++) await Promise.resolve()
  }
  await Promise.all(all)
  return { limit: permitsOf(semaphore), peak }
}

/** How many permits there are while nobody holds one. */
function permitsOf(semaphore: AdaptiveSemaphore): number {
  let count = 0
  while (semaphore.tryAcquire()) count++
  for (let n = 0; n < count; n++) semaphore.release()
  return count
}

const LATENCY_BOUND = () => 20
/** A service that works on one request after another: more at once bring nothing. */
const SERIAL = (running: number) => running

describe('the number of permits', () => {
  test('grows to its bound while throughput grows', async () => {
    expect(await limitAfter(2000, { initial: 10, max: 64 }, LATENCY_BOUND)).toEqual({ limit: 64, peak: 64 })
  })

  test('stays within a step of where it started when more bring nothing', async () => {
    const { limit, peak } = await limitAfter(2000, { initial: 10, max: 64 }, SERIAL)
    expect(limit).toBeGreaterThanOrEqual(10)
    expect(limit).toBeLessThanOrEqual(13)
    expect(peak).toBeLessThanOrEqual(20)
  })

  test('never passes a hard bound that is below the start', async () => {
    expect(await limitAfter(500, { initial: 10, max: 4 }, LATENCY_BOUND)).toEqual({ limit: 4, peak: 4 })
  })

  test('does not grow when nobody waits for a permit', async () => {
    const semaphore = new AdaptiveSemaphore({ initial: 10, max: 64 })
    for (let n = 0; n < 500; n++) {
      await semaphore.acquire()
      semaphore.release()
    }
    expect(permitsOf(semaphore)).toBe(10)
  })

  test('falls by half when the service throttles, and stays near what the service takes', async () => {
    const { limit, peak } = await limitAfter(4000, { initial: 10, max: 64 }, LATENCY_BOUND, 30)
    expect(limit).toBeGreaterThanOrEqual(8)
    expect(limit).toBeLessThanOrEqual(38)
    expect(peak).toBeLessThanOrEqual(40)
  })

  test('throttling of many requests under way is one step down, never below one', () => {
    let now = 1000
    const semaphore = new AdaptiveSemaphore({ initial: 16, max: 64 }, () => now)
    for (let n = 0; n < 16; n++) semaphore.throttled()
    expect(permitsOf(semaphore)).toBe(8)
    for (let n = 0; n < 10; n++) {
      now += 1000
      semaphore.throttled()
    }
    expect(permitsOf(semaphore)).toBe(1)
  })
})
