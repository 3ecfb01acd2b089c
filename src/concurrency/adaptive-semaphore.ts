import { Semaphore } from './semaphore.ts'

/** A step up is kept when it brings at least so much of the throughput that it promises. */
const LEAST_GAIN = 0.2
/** Rounds at one level before the next one is tried again: load and latency change. */
const ROUNDS_AT_LEVEL = 16

export interface Concurrency {
  /** Permits at the start. */
  readonly first: number
  /** A hard bound. */
  readonly most: number
}

/**
 * A semaphore that finds its own number of permits: more as long as more are asked for and bring more throughput, half
 * as many when the service throttles. It starts by doubling (slow start) and goes on a quarter at a time.
 */
export class AdaptiveSemaphore extends Semaphore {
  readonly #most: number
  readonly #now: () => number
  #limit: number
  /** Doubling goes on until a step brings nothing, or the service throttles. */
  #isStarting = true
  /** The level before the step that is being tried, and its throughput, in permits released a millisecond. */
  #before: { readonly limit: number; readonly rate: number } | undefined
  #round: { readonly began: number; released: number; hadWaiting: boolean }
  #roundsAtLevel = 0
  #throttledAt = Number.NEGATIVE_INFINITY

  /** @param now milliseconds of a clock that never goes back */
  constructor({ first, most }: Concurrency, now = () => performance.now()) {
    super(Math.min(first, most))
    this.#limit = Math.min(first, most)
    this.#most = most
    this.#now = now
    this.#round = this.#newRound()
  }

  override release(): void {
    this.#round.hadWaiting ||= this.waiting > 0
    super.release()
    // Two turns of every permit: the first may have been given out before the last step.
    if (++this.#round.released >= 2 * this.#limit) this.#endRound()
  }

  /** The service has asked for fewer requests. What was under way then is told of once. */
  throttled(): void {
    const now = this.#now()
    this.#isStarting = false
    this.#before = undefined
    if (now - this.#throttledAt >= this.#roundTime) {
      this.#throttledAt = now
      this.#setLimit(Math.floor(this.#limit / 2))
    }
    this.#round = this.#newRound()
  }

  /** Milliseconds of the last whole round: what was under way when it ended is answered by then. */
  #roundTime = 100

  #endRound(): void {
    const { began, released, hadWaiting } = this.#round
    const elapsed = Math.max(this.#now() - began, Number.EPSILON)
    this.#roundTime = elapsed
    this.#round = this.#newRound()
    // Nobody waited: more permits would lie idle.
    if (hadWaiting) this.#judge(released / elapsed)
  }

  #judge(rate: number): void {
    const before = this.#before
    this.#before = undefined
    if (before && rate / before.rate - 1 < LEAST_GAIN * (this.#limit / before.limit - 1)) {
      this.#isStarting = false
      this.#setLimit(before.limit)
    } else if (this.#isStarting || before || ++this.#roundsAtLevel >= ROUNDS_AT_LEVEL) {
      this.#stepUp(rate)
    }
  }

  #stepUp(rate: number): void {
    const limit = Math.min(this.#most, this.#isStarting ? this.#limit * 2 : Math.ceil(this.#limit * 1.25))
    if (limit === this.#limit) return
    this.#before = { limit: this.#limit, rate }
    this.#setLimit(limit)
  }

  #setLimit(limit: number): void {
    const next = Math.max(1, limit)
    this.addPermits(next - this.#limit)
    this.#limit = next
    this.#roundsAtLevel = 0
  }

  #newRound() {
    return { began: this.#now(), released: 0, hadWaiting: false }
  }
}
