import type { RetrySettings } from '../profile/profile.ts'

/** Why a call failed, as far as retrying is concerned. Others are not retried. */
export type RetryReason = 'THROTTLING' | 'TRANSIENT'

/** One try of a call. The form is the SDK's, so that its clients use the same object as our own calls. */
interface RetryToken {
  getRetryCount(): number
  /** Milliseconds to wait before the try. */
  getRetryDelay(): number
  /** What it took from the quota. */
  getRetryCost(): number
}

/** What the SDK tells about an error; `CLIENT_ERROR` and `SERVER_ERROR` are not retried. */
interface RetryErrorInfo {
  readonly errorType: RetryReason | 'CLIENT_ERROR' | 'SERVER_ERROR'
  readonly error?: unknown
}

/** Tells whether and when a failed call is tried again. One object serves all calls of a region. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  /** @throws Error when the call is not to be tried again */
  refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

const QUOTA = 500
const COST = 5
const MAX_DELAY = 20_000
/** Milliseconds: the upper bound of the first wait; it doubles with every try. */
const FIRST_DELAY: Readonly<Record<RetryReason, number>> = { TRANSIENT: 100, THROTTLING: 500 }

/**
 * - `legacy`: tries again after an exponential, random wait.
 * - `standard`: the same, with a quota over all calls, so that a service in trouble is not flooded.
 * - `adaptive`: standard, and a rate of sending that falls when the service throttles.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export async function createRetryStrategy(settings: RetrySettings): Promise<RetryStrategy> {
  const strategy = new BackOff(settings)
  if (settings.mode !== 'adaptive') return strategy
  const { DefaultRateLimiter } = await import('@smithy/core/retry')
  return paced(strategy, new DefaultRateLimiter())
}

/** All clients of a region share one strategy: its quota and, in adaptive mode, its rate. */
export function retriesByRegion(settings: RetrySettings): (region: string) => Promise<RetryStrategy> {
  const strategies = new Map<string, Promise<RetryStrategy>>()
  return (region) => {
    const strategy = strategies.get(region) ?? createRetryStrategy(settings)
    strategies.set(region, strategy)
    return strategy
  }
}

class BackOff implements RetryStrategy {
  readonly #settings: RetrySettings
  #quota = QUOTA

  constructor(settings: RetrySettings) {
    this.#settings = settings
  }

  async acquireInitialRetryToken(): Promise<RetryToken> {
    return token(0, 0, 0)
  }

  async refreshRetryTokenForRetry(last: RetryToken, { errorType }: RetryErrorInfo): Promise<RetryToken> {
    const { mode, maxAttempts } = this.#settings
    const count = last.getRetryCount() + 1
    const cost = mode === 'legacy' ? 0 : COST
    if (!(errorType in FIRST_DELAY) || count >= maxAttempts || this.#quota < cost) throw new Error('not tried again')
    this.#quota -= cost
    const bound = FIRST_DELAY[errorType as RetryReason] * 2 ** (count - 1)
    return token(count, Math.random() * Math.min(bound, MAX_DELAY), cost)
  }

  recordSuccess(used: RetryToken): void {
    this.#quota = Math.min(QUOTA, this.#quota + Math.max(used.getRetryCost(), 1))
  }
}

function token(count: number, delay: number, cost: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay, getRetryCost: () => cost }
}

interface RateLimiter {
  getSendToken(): Promise<void>
  updateClientSendingRate(outcome: object): void
}

function paced(inner: RetryStrategy, limiter: RateLimiter): RetryStrategy {
  return {
    async acquireInitialRetryToken(scope) {
      await limiter.getSendToken()
      return inner.acquireInitialRetryToken(scope)
    },
    async refreshRetryTokenForRetry(last, info) {
      limiter.updateClientSendingRate(info)
      const next = await inner.refreshRetryTokenForRetry(last, info)
      await limiter.getSendToken()
      return next
    },
    recordSuccess(used) {
      limiter.updateClientSendingRate({})
      inner.recordSuccess(used)
    },
  }
}
