/** Bounds a rate (bytes or events a second): a token bucket that holds a tenth of a second. */
export class TokenBucket {
  /** What it holds when it is full: no more may leave at once. */
  readonly burst: number
  readonly #rate: number
  #tokens: number
  #at = performance.now()

  /** @param rate units a second; 0: no bound */
  constructor(rate: number) {
    this.#rate = rate
    this.burst = rate / 10
    this.#tokens = this.burst
  }

  /** Takes what has passed. @returns milliseconds for which nothing more may pass */
  take(units: number): number {
    if (this.#rate === 0) return 0
    const now = performance.now()
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000) - units
    this.#at = now
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1000
  }
}
