import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RetrySettings } from '../../../src/aws/profile/profile.ts'
import { retryReason, ServiceError } from '../../../src/aws/transport/errors.ts'
import { createRetryStrategy, type RetryReason, retriesByRegion } from '../../../src/aws/transport/retry.ts'

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

describe('how often', () => {
  test.each([
    ['legacy', 5],
    ['standard', 3],
    ['adaptive', 2],
    ['standard', 1],
  ] as const)('%s, %i attempts with the first', async (mode, maxAttempts) => {
    expect(await waits({ mode, maxAttempts }, 'TRANSIENT')).toHaveLength(maxAttempts - 1)
  })

  test.each(['CLIENT_ERROR', 'SERVER_ERROR'] as const)('%s of the SDK: not at all', async (errorType) => {
    const strategy = await createRetryStrategy({ mode: 'standard', maxAttempts: 3 })
    const token = await strategy.acquireInitialRetryToken('')
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType })).rejects.toThrow()
  })

  test.each([
    ['standard', 100],
    ['legacy', 1000],
  ] as const)('%s: a quota over all calls of a region', async (mode, tries) => {
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

  test('a success gives back to the quota', async () => {
    const strategy = await createRetryStrategy({ mode: 'standard', maxAttempts: 2 })
    for (let call = 0; call < 300; call++) {
      const token = await strategy.acquireInitialRetryToken('')
      strategy.recordSuccess(await strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' }))
    }
  })

  test('one strategy for a region, another for the next', async () => {
    const of = retriesByRegion({ mode: 'standard', maxAttempts: 2 })
    expect(await of('us-east-1')).toBe(await of('us-east-1'))
    expect(await of('us-east-1')).not.toBe(await of('eu-west-1'))
  })
})

describe('how long', () => {
  beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(1))
  afterEach(() => void vi.restoreAllMocks())

  test.each([
    ['TRANSIENT', [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000]],
    ['THROTTLING', [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]],
  ] as const)('%s: at most', async (reason, expected) => {
    expect(await waits({ mode: 'standard', maxAttempts: 10 }, reason)).toEqual(expected)
  })
})

test('adaptive: throttling slows down all calls of the region', async () => {
  const strategy = await createRetryStrategy({ mode: 'adaptive', maxAttempts: 3 })
  const call = async () => strategy.recordSuccess(await strategy.acquireInitialRetryToken(''))
  const seconds = async (calls: number) => {
    const start = performance.now()
    await Promise.all(Array.from({ length: calls }, call))
    return (performance.now() - start) / 1000
  }
  const before = await seconds(3)
  const token = await strategy.acquireInitialRetryToken('')
  await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })
  expect(await seconds(3)).toBeGreaterThan(before * 10)
})

describe('what is tried again', () => {
  const network = (code: string) => Object.assign(new Error(code), { code })
  test.each<[string, unknown, RetryReason | undefined]>([
    ['SlowDown', new ServiceError(503, 'SlowDown', ''), 'THROTTLING'],
    ['ThrottlingException', new ServiceError(400, 'ThrottlingException', ''), 'THROTTLING'],
    ['RequestLimitExceeded', new ServiceError(503, 'RequestLimitExceeded', ''), 'THROTTLING'],
    ['429', new ServiceError(429, '429', ''), 'THROTTLING'],
    ['InternalError', new ServiceError(500, 'InternalError', ''), 'TRANSIENT'],
    ['503 without a body', new ServiceError(503, '503', ''), 'TRANSIENT'],
    ['RequestTimeout', new ServiceError(400, 'RequestTimeout', ''), 'TRANSIENT'],
    ['AccessDenied', new ServiceError(403, 'AccessDenied', ''), undefined],
    ['NoSuchKey', new ServiceError(404, 'NoSuchKey', ''), undefined],
    ['a reset', network('ECONNRESET'), 'TRANSIENT'],
    ['no such name', network('ENOTFOUND'), 'TRANSIENT'],
    ['a time-out', network('ETIMEDOUT'), 'TRANSIENT'],
    ['a certificate', network('CERT_HAS_EXPIRED'), undefined],
    ['a mistake of ours', new TypeError('x is not a function'), undefined],
  ])('%s: %s', (_, cause, reason) => expect(retryReason(cause)).toBe(reason))
})
