import type { SendLog } from './send-log.ts'

/** How full a queue was at a moment. */
export interface QueueReading {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Events in it, those of other senders included. */
  readonly waiting: number
  /** Events that it holds. */
  readonly size: number
}

/** Share of the queue that is filled: enough to keep its reader busy, with room for other senders. */
const HALF = 0.5
/** Never more than this, for other senders have no regard. */
const HIGH_WATER_MARK = 0.8
/** Milliseconds between two readings: `state_interval` of the daemons, unless configured. */
const STATE_INTERVAL_MS = 5000
/** Milliseconds before a reading in which the queue is filled, and over which a rate must hold to be proven. */
const PROBE_MS = 500
const PROOF_MS = 250

/**
 * Predicts a queue of which there is a reading every few seconds, from what was sent and from the rate at which its reader
 * works. An unknown rate is what the readings prove: that much was processed before one of them. So that it can prove
 * more, the queue is filled from half to the high-water mark just before the next reading is due: what is gone by then
 * went fast. Even a reader that stands still loses nothing.
 */
export class QueueModel {
  readonly #log: SendLog
  /** Events a second, where it is known. */
  readonly #knownRate: number | undefined
  #rate: number
  #reading: QueueReading
  /** What waited at a later moment than that of the reading, by prediction: the log does not reach back for ever. */
  #base: { at: number; waiting: number }

  constructor(log: SendLog, reading: QueueReading, knownRate?: number) {
    this.#log = log
    this.#reading = reading
    this.#base = { at: reading.at, waiting: reading.waiting }
    this.#knownRate = knownRate
    this.#rate = knownRate ?? 0
  }

  /** The reading that it goes by. */
  get reading(): QueueReading {
    return this.#reading
  }

  /** Goes by a later reading. */
  correct(reading: QueueReading): void {
    const proven = this.#provenRate(reading)
    // A queue that has not run empty proves all that its reader can do; else it may be able to do more.
    const exact = reading.waiting > HALF * reading.size
    if (this.#knownRate !== undefined) this.#rate = exact ? Math.min(proven, this.#knownRate) : this.#knownRate
    else this.#rate = exact ? proven : Math.max(proven, this.#rate)
    this.#reading = reading
    this.#base = { at: reading.at, waiting: reading.waiting }
  }

  /** Events that may be sent now. */
  room(now: number): number {
    return Math.max(1, this.#share(now) * this.#reading.size) - this.#waiting(now)
  }

  /** Share of the queue that may be full now. */
  #share(now: number): number {
    if (this.#knownRate !== undefined) return HALF
    const probing = (now - this.#reading.at - STATE_INTERVAL_MS) / PROBE_MS + 1
    return HALF + (HIGH_WATER_MARK - HALF) * Math.min(1, Math.max(0, probing))
  }

  #waiting(now: number): number {
    let { at, waiting } = this.#base
    const pass = (to: number) => {
      waiting = Math.max(0, waiting - (this.#rate * (to - at)) / 1000)
      at = to
    }
    for (const entry of this.#log.between(at, now)) {
      pass(entry.at)
      waiting += entry.events
    }
    pass(now)
    if (now - this.#base.at > STATE_INTERVAL_MS) this.#base = { at: now, waiting }
    return waiting
  }

  /**
   * The least rate, in events a second, that explains a reading: of all times since the reading before, that from which most
   * had to be processed.
   */
  #provenRate({ at, waiting }: QueueReading): number {
    const before = this.#reading
    const sent = this.#log.between(before.at, at)
    let processed = -waiting
    let rate = 0
    for (const { began, events } of [{ began: before.at, events: before.waiting }, ...sent].reverse()) {
      processed += events
      if (at - began >= PROOF_MS) rate = Math.max(rate, (processed / (at - began)) * 1000)
    }
    return rate
  }
}
