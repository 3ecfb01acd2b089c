/** Bounds the bytes a second of all downloads together: a token bucket that holds a tenth of a second. */
export class Bandwidth {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at = performance.now()

  /** @param rate bytes a second; 0: no bound */
  constructor(rate: number) {
    this.#rate = rate
    this.#burst = rate / 10
    this.#tokens = this.#burst
  }

  /** Takes bytes that have arrived; gives the milliseconds for which nothing more may be read. */
  take(bytes: number): number {
    if (this.#rate === 0) return 0
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000) - bytes
    this.#at = now
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1000
  }
}
