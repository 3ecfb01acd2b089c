import { monotonicMs } from '../monotonic-clock.ts'

/** A token bucket that bounds a rate (bytes or events a second). Its capacity is a tenth of a second. */
export class TokenBucket {
  /** Capacity: the units that may pass at once. */
  readonly burst: number
  readonly #rate: number
  #tokens: number
  #at = monotonicMs()

  /** @param rate units a second; 0: unbounded */
  constructor(rate: number) {
    this.#rate = rate
    this.burst = rate / 10
    this.#tokens = this.burst
  }

  /** Records units that have passed. @returns milliseconds to wait before more may pass */
  take(units: number): number {
    if (this.#rate === 0) return 0
    const now = monotonicMs()
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000) - units
    this.#at = now
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1000
  }
}
