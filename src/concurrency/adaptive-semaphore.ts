import { monotonicMs } from '../monotonic-clock.ts'
import { Semaphore } from './semaphore.ts'

/** A step up is kept if it brings at least this share of the expected gain in throughput. */
const MIN_GAIN = 0.2
/** Rounds with the same limit before a higher one is tried again, since load and latency change. */
const ROUNDS_PER_LIMIT = 16

export interface Concurrency {
  readonly initial: number
  readonly max: number
}

/**
 * A semaphore that adapts its number of permits. It adds permits while they are used and bring more throughput, and halves
 * them when the service throttles. It doubles them at first (slow start), and then adds a quarter at a time.
 */
export class AdaptiveSemaphore extends Semaphore {
  readonly #max: number
  readonly #now: () => number
  #limit: number
  /** Slow start lasts until a step brings nothing, or the service throttles. */
  #isStarting = true
  /** The limit before the current step, and its throughput in permits released per millisecond. */
  #before: { readonly limit: number; readonly rate: number } | undefined
  #round: { readonly began: number; released: number; hadWaiting: boolean }
  #roundsAtLimit = 0
  #throttledAt = Number.NEGATIVE_INFINITY

  /** @param now milliseconds of a monotonic clock */
  constructor({ initial, max }: Concurrency, now = monotonicMs) {
    super(Math.min(initial, max))
    this.#limit = Math.min(initial, max)
    this.#max = max
    this.#now = now
    this.#round = this.#newRound()
  }

  override release(): void {
    this.#round.hadWaiting ||= this.waiting > 0
    super.release()
    // Two turns of every permit, since the first may have been acquired before the last step.
    if (++this.#round.released >= 2 * this.#limit) this.#endRound()
  }

  /** Halves the permits after the service has throttled. Requests of the same round count once. */
  throttled(): void {
    const now = this.#now()
    this.#isStarting = false
    this.#before = undefined
    if (now - this.#throttledAt >= this.#roundMs) {
      this.#throttledAt = now
      this.#setLimit(Math.floor(this.#limit / 2))
    }
    this.#round = this.#newRound()
  }

  /** Duration of the last round. */
  #roundMs = 100

  #endRound(): void {
    const { began, released, hadWaiting } = this.#round
    const elapsed = Math.max(this.#now() - began, Number.EPSILON)
    this.#roundMs = elapsed
    this.#round = this.#newRound()
    // Without waiting requests, more permits would be unused.
    if (hadWaiting) this.#evaluate(released / elapsed)
  }

  #evaluate(rate: number): void {
    const before = this.#before
    this.#before = undefined
    if (before && rate / before.rate - 1 < MIN_GAIN * (this.#limit / before.limit - 1)) {
      this.#isStarting = false
      this.#setLimit(before.limit)
    } else if (this.#isStarting || before || ++this.#roundsAtLimit >= ROUNDS_PER_LIMIT) {
      this.#stepUp(rate)
    }
  }

  #stepUp(rate: number): void {
    const limit = Math.min(this.#max, this.#isStarting ? this.#limit * 2 : Math.ceil(this.#limit * 1.25))
    if (limit === this.#limit) return
    this.#before = { limit: this.#limit, rate }
    this.#setLimit(limit)
  }

  #setLimit(limit: number): void {
    const next = Math.max(1, limit)
    this.addPermits(next - this.#limit)
    this.#limit = next
    this.#roundsAtLimit = 0
  }

  #newRound() {
    return { began: this.#now(), released: 0, hadWaiting: false }
  }
}
