import { monotonicMs } from '../../monotonic-clock.ts'

/** Measures how long AWS has answered no call of a run. All clients share it, so their retries end together. */
export class Silence {
  readonly #limitMs: number
  readonly #now: () => number
  /** Time of the first request since the last answer. */
  #since: number | undefined

  /** @param now milliseconds of a monotonic clock */
  constructor(limitMs: number, now = monotonicMs) {
    this.#limitMs = limitMs
    this.#now = now
  }

  /** Records that a request is sent. */
  begin(): void {
    this.#since ??= this.#now()
  }

  /** Records that an answer has arrived, or arrives fast enough, or is no longer awaited. */
  end(): void {
    this.#since = undefined
  }

  /** Milliseconds until AWS counts as gone; 0 once it does. */
  get leftMs(): number {
    const elapsedMs = this.#since === undefined ? 0 : this.#now() - this.#since
    return Math.max(0, this.#limitMs - elapsedMs)
  }
}
