import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RetrySettings } from '../../../src/aws/profile/profile.ts'
import { retryReason, ServiceError } from '../../../src/aws/transport/errors.ts'
import { createRetryStrategy, type RetryReason, retriesByRegion } from '../../../src/aws/transport/retry.ts'
import { Silence } from '../../../src/aws/transport/silence.ts'

/** How often a call is made that fails with that reason each time, and the waits between. */
async function waits(settings: RetrySettings, reason: RetryReason): Promise<number[]> {
  const strategy = await createRetryStrategy(settings)
  const delays: number[] = []
  let token = await strategy.acquireInitialRetryToken('')
  for (;;) {
    const next = await strategy.refreshRetryTokenForRetry(token, { errorType: reason }).catch(() => undefined)
    if (next === undefined) return delays
    delays.push(next.getRetryDelay())
    token = next
  }
}

describe('a failed call is made again', () => {
  test.each([
    ['legacy', 5],
    ['standard', 3],
    ['adaptive', 2],
    ['standard', 1],
  ] as const)('in mode %s, %i times with the first', async (mode, maxAttempts) => {
    expect(await waits({ mode, maxAttempts }, 'TRANSIENT')).toHaveLength(maxAttempts - 1)
  })

  test.each(['CLIENT_ERROR', 'SERVER_ERROR'] as const)('never when the SDK calls it a %s', async (errorType) => {
    const strategy = await createRetryStrategy({ mode: 'standard', maxAttempts: 3 })
    const token = await strategy.acquireInitialRetryToken('')
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType })).rejects.toThrow()
  })

  test.each([
    ['standard', 100],
    ['legacy', 1000],
  ] as const)('in mode %s as long as the quota of the region lasts', async (mode, tries) => {
    const strategy = await createRetryStrategy({ mode, maxAttempts: 5 })
    let retried = 0
    for (let call = 0; call < 1000; call++) {
      const token = await strategy.acquireInitialRetryToken('')
      await strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' }).then(
        () => retried++,
        () => {},
      )
    }
    expect(retried).toBe(tries)
  })

  test('for ever when each retry succeeds and gives back to the quota', async () => {
    const strategy = await createRetryStrategy({ mode: 'standard', maxAttempts: 2 })
    for (let call = 0; call < 300; call++) {
      const token = await strategy.acquireInitialRetryToken('')
      strategy.recordSuccess(await strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' }))
    }
  })

  test('by one strategy for all clients of a region, and by another one for the next region', async () => {
    const of = retriesByRegion({ mode: 'standard', maxAttempts: 2 }, new Silence(1000))
    expect(await of('us-east-1')).toBe(await of('us-east-1'))
    expect(await of('us-east-1')).not.toBe(await of('eu-west-1'))
  })
})

describe('the delay before a retry', () => {
  beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(1))
  afterEach(() => void vi.restoreAllMocks())

  test.each([
    ['TRANSIENT', [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000]],
    ['THROTTLING', [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]],
  ] as const)('after %s doubles up to 20 seconds', async (reason, expected) => {
    expect(await waits({ mode: 'standard', maxAttempts: 10 }, reason)).toEqual(expected)
  })
})

test('in adaptive mode a throttled call slows down all later calls of the region', async () => {
  vi.useFakeTimers()
  try {
    const strategy = await createRetryStrategy({ mode: 'adaptive', maxAttempts: 3 })
    const call = async () => strategy.recordSuccess(await strategy.acquireInitialRetryToken(''))
    const seconds = async (calls: number) => {
      const start = Date.now()
      let isOver = false
      const all = Promise.all(Array.from({ length: calls }, call)).finally(() => {
        isOver = true
      })
      while (!isOver) await vi.advanceTimersByTimeAsync(10)
      await all
      return (Date.now() - start) / 1000
    }
    expect(await seconds(3)).toBeLessThan(0.1)
    const token = await strategy.acquireInitialRetryToken('')
    const throttled = strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })
    await vi.advanceTimersByTimeAsync(20_000)
    await throttled
    const after = await seconds(3)
    expect(after).toBeGreaterThan(1)
    expect(after).toBeLessThan(60)
  } finally {
    vi.useRealTimers()
  }
})

describe('the reason for a retry after', () => {
  const network = (code: string) => Object.assign(new Error(code), { code })
  test.each<[string, RetryReason | undefined, unknown]>([
    ['SlowDown', 'THROTTLING', new ServiceError(503, 'SlowDown', '')],
    ['ThrottlingException', 'THROTTLING', new ServiceError(400, 'ThrottlingException', '')],
    ['RequestLimitExceeded', 'THROTTLING', new ServiceError(503, 'RequestLimitExceeded', '')],
    ['429', 'THROTTLING', new ServiceError(429, '429', '')],
    ['InternalError', 'TRANSIENT', new ServiceError(500, 'InternalError', '')],
    ['503 without a body', 'TRANSIENT', new ServiceError(503, '503', '')],
    ['RequestTimeout', 'TRANSIENT', new ServiceError(400, 'RequestTimeout', '')],
    ['AccessDenied', undefined, new ServiceError(403, 'AccessDenied', '')],
    ['NoSuchKey', undefined, new ServiceError(404, 'NoSuchKey', '')],
    ['a reset', 'TRANSIENT', network('ECONNRESET')],
    ['no such name', 'TRANSIENT', network('ENOTFOUND')],
    ['a time-out', 'TRANSIENT', network('ETIMEDOUT')],
    ['a certificate', undefined, network('CERT_HAS_EXPIRED')],
    ['a mistake of ours', undefined, new TypeError('x is not a function')],
  ])('%s: %s', (_, reason, cause) => expect(retryReason(cause)).toBe(reason))
})
