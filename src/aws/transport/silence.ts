/** For how long AWS has answered no call of a run. All clients share it, so that retries end together. */
export class Silence {
  readonly #limitMs: number
  readonly #now: () => number
  /** When the first request was sent that nothing has followed. */
  #since: number | undefined

  /** @param now milliseconds of a clock that never goes back */
  constructor(limitMs: number, now = () => performance.now()) {
    this.#limitMs = limitMs
    this.#now = now
  }

  /** A request is sent. */
  begin(): void {
    this.#since ??= this.#now()
  }

  /** An answer has arrived, or arrives at a fair rate; or nobody waits for it any longer. */
  end(): void {
    this.#since = undefined
  }

  /** Milliseconds until AWS counts as gone; 0: it does. */
  get leftMs(): number {
    const elapsedMs = this.#since === undefined ? 0 : this.#now() - this.#since
    return Math.max(0, this.#limitMs - elapsedMs)
  }
}
