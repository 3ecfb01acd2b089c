import type { RetrySettings } from '../profile/profile.ts'
import type { Silence } from './silence.ts'

/** The reasons for which a failed call may be retried. */
export type RetryReason = 'THROTTLING' | 'TRANSIENT'

/** One attempt of a call. The shape is the SDK's, so that its clients and our own calls share a strategy. */
export interface RetryToken {
  getRetryCount(): number
  /** @returns milliseconds to wait before the attempt */
  getRetryDelay(): number
  /** @returns the cost of the attempt, taken from the quota */
  getRetryCost(): number
}

/** The SDK's classes of errors; `CLIENT_ERROR` and `SERVER_ERROR` are not retried. */
interface RetryErrorInfo {
  readonly errorType: RetryReason | 'CLIENT_ERROR' | 'SERVER_ERROR'
  readonly error?: unknown
}

/** Decides whether and when a failed call is retried. One strategy serves all calls of a region. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  /** @throws Error if the call is not to be retried */
  refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

const QUOTA = 500
const COST = 5
const MAX_DELAY_MS = 20_000
/** Upper bound of the first delay, which doubles with every attempt. */
const FIRST_DELAY_MS: Readonly<Record<RetryReason, number>> = { TRANSIENT: 100, THROTTLING: 500 }

/**
 * - `legacy`: exponential backoff with jitter.
 * - `standard`: the same, with a quota over all calls, so that a failing service is not flooded.
 * - `adaptive`: standard, and a rate limit that falls when the service throttles.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export async function createRetryStrategy(settings: RetrySettings): Promise<RetryStrategy> {
  const strategy = new Backoff(settings)
  if (settings.mode !== 'adaptive') return strategy
  const { DefaultRateLimiter } = await import('@smithy/core/retry')
  return rateLimited(strategy, new DefaultRateLimiter())
}

/**
 * Returns one strategy for all clients of a region, with one quota and, in adaptive mode, one rate limit.
 *
 * @param silence ends the retries of all regions once AWS has answered nothing for too long
 */
export function retriesByRegion(settings: RetrySettings, silence: Silence): (region: string) => Promise<RetryStrategy> {
  const strategies = new Map<string, Promise<RetryStrategy>>()
  return (region) => {
    const strategy = strategies.get(region) ?? createRetryStrategy(settings).then((made) => untilSilent(made, silence))
    strategies.set(region, strategy)
    return strategy
  }
}

function untilSilent(inner: RetryStrategy, silence: Silence): RetryStrategy {
  return {
    acquireInitialRetryToken: (scope) => inner.acquireInitialRetryToken(scope),
    async refreshRetryTokenForRetry(last, info) {
      const next = await inner.refreshRetryTokenForRetry(last, info)
      if (next.getRetryDelay() >= silence.leftMs) throw new Error('not retried: AWS is silent')
      return next
    },
    recordSuccess: (used) => inner.recordSuccess(used),
  }
}

class Backoff implements RetryStrategy {
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
    if (!(errorType in FIRST_DELAY_MS) || count >= maxAttempts || this.#quota < cost) throw new Error('not retried')
    this.#quota -= cost
    const boundMs = FIRST_DELAY_MS[errorType as RetryReason] * 2 ** (count - 1)
    return token(count, Math.random() * Math.min(boundMs, MAX_DELAY_MS), cost)
  }

  recordSuccess(used: RetryToken): void {
    this.#quota = Math.min(QUOTA, this.#quota + Math.max(used.getRetryCost(), 1))
  }
}

function token(count: number, delayMs: number, cost: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delayMs, getRetryCost: () => cost }
}

interface RateLimiter {
  getSendToken(): Promise<void>
  updateClientSendingRate(outcome: object): void
}

function rateLimited(inner: RetryStrategy, limiter: RateLimiter): RetryStrategy {
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
