import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TokenBucket } from '../../src/concurrency/token-bucket.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['hrtime'] }))
afterEach(() => void vi.useRealTimers())

/** Passes all of it, waiting as the bucket asks. @returns milliseconds that it took */
function pass(rate: number, parts: readonly number[]) {
  const bucket = new TokenBucket(rate)
  let passed = 0
  let elapsedMs = 0
  for (const units of parts) {
    passed += units
    const waitMs = bucket.take(units)
    vi.advanceTimersByTime(waitMs)
    elapsedMs += waitMs
  }
  return { elapsedMs, passed }
}

test('a token bucket passes exactly its rate after its first burst, in parts of any size', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), parts, (rate, sizes) => {
      const { elapsedMs, passed } = pass(rate, sizes)
      const dueMs = Math.max(0, ((passed - rate / 10) / rate) * 1000)
      expect(elapsedMs).toBeCloseTo(dueMs, 3)
    }),
  )
})

test('a token bucket that lay idle holds a tenth of a second, no more', () => {
  const bucket = new TokenBucket(1000)
  vi.advanceTimersByTime(60_000)
  expect(bucket.take(100)).toBe(0)
  expect(bucket.take(100)).toBe(100)
})

test('a token bucket without a rate never makes anyone wait', () => {
  expect(pass(0, [1e9, 1e9]).elapsedMs).toBe(0)
})
