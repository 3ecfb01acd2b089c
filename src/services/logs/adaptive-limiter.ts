import { setTimeout as sleep } from 'node:timers/promises'
import { AwsFailure } from '../../aws/failure.ts'
import { abortable } from '../../concurrency/abortable.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import { monotonicMs } from '../../monotonic-clock.ts'
import type { LogSource } from '../types.ts'

export interface AdaptiveLimiterOptions {
  readonly max: number
  /** Milliseconds to wait after a throttled call, doubled each time the same call is throttled again. Default: 500. */
  readonly delayMs?: number
  /** Milliseconds without a success after which throttling is an error. Default: five minutes. */
  readonly timeoutMs?: number
  /** Called with the new maximum of concurrent calls, if it is lower than ever before. */
  readonly onSlower?: (calls: number) => void
}

const MAX_DELAY_MS = 10_000
/** Throttled calls within this time count once: they were concurrent. */
const SAME_THROTTLING_MS = 1000

/**
 * Limits the concurrent calls to a region to what the service takes (AIMD). When a call is throttled after the client's
 * retries, the limit is halved and the call is repeated. Each success raises the limit slowly. So a low quota makes a run
 * slow, and does not make it fail.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export class AdaptiveLimiter {
  readonly #options: Required<AdaptiveLimiterOptions>
  readonly #waiting: (() => void)[] = []
  #limit: number
  #lowest: number
  #running = 0
  #lastCut = Number.NEGATIVE_INFINITY
  /** Time of the first throttled call since the last success. */
  #throttledSince: number | undefined

  constructor(options: AdaptiveLimiterOptions) {
    this.#options = { delayMs: 500, timeoutMs: 300_000, onSlower: () => {}, ...options }
    this.#limit = options.max
    this.#lowest = options.max
  }

  /** Makes a call within the limit. @throws the errors of the call; throttling only after the timeout */
  async run<T>(call: () => Promise<T>): Promise<T> {
    for (let delayMs = this.#options.delayMs; ; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
      await this.#acquire()
      try {
        const answer = await call()
        this.#raise()
        return answer
      } catch (cause) {
        if (!(cause instanceof AwsFailure) || cause.kind !== 'throttled' || !this.#lower()) throw cause
      } finally {
        this.#release()
      }
      await sleep(delayMs)
    }
  }

  async #acquire(): Promise<void> {
    while (this.#running >= Math.floor(this.#limit)) await new Promise<void>((go) => this.#waiting.push(go))
    this.#running++
  }

  #release(): void {
    this.#running--
    for (let free = Math.floor(this.#limit) - this.#running; free > 0; free--) this.#waiting.shift()?.()
  }

  #raise(): void {
    this.#throttledSince = undefined
    this.#limit = Math.min(this.#options.max, this.#limit + 1 / this.#limit)
  }

  /** @returns true if the call should be repeated */
  #lower(): boolean {
    const now = monotonicMs()
    this.#throttledSince ??= now
    if (now - this.#lastCut >= SAME_THROTTLING_MS) {
      this.#lastCut = now
      this.#limit = Math.max(1, Math.floor(this.#limit / 2))
      if (this.#limit < this.#lowest) this.#options.onSlower(this.#limit)
      this.#lowest = Math.min(this.#lowest, this.#limit)
    }
    return now - this.#throttledSince < this.#options.timeoutMs
  }
}

export interface RateLimitedSourceOptions {
  readonly region: string
  readonly max: number
  readonly signal: AbortSignal
}

/** @returns a source whose calls share one limiter */
export function rateLimitedSource(source: LogSource, { region, max, signal }: RateLimitedSourceOptions): LogSource {
  const limiter = new AdaptiveLimiter({ max, onSlower: (calls) => log.debug(1, messages.slowingDown(region, calls)) })
  const call = <T>(make: () => Promise<T>): Promise<T> => abortable(limiter.run(make), signal)
  return {
    groups: (prefix) => call(() => source.groups(prefix, signal)),
    streams: (group, prefix) => call(() => source.streams(group, prefix, signal)),
    events: (group, stream, query) => call(() => source.events(group, stream, query, signal)),
    deleteStream: (group, stream) => call(() => source.deleteStream(group, stream, signal)),
  }
}
