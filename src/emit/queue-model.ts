import type { SendLog } from './send-log.ts'

/** The level of a queue at a moment. */
export interface QueueReading {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Events in the queue, including those of other senders. */
  readonly waiting: number
  /** Capacity in events. */
  readonly size: number
}

/** Share of the queue that is filled: enough to keep its reader busy, and to leave space for other senders. */
const HALF = 0.5
/** Largest share that is ever filled, since other senders do not slow down. */
const HIGH_WATER_MARK = 0.8
/** Milliseconds between two readings: the default of the daemons' `state_interval`. */
const STATE_INTERVAL_MS = 5000
/** Milliseconds before a reading in which the queue is filled further, and shortest time that proves a rate. */
const PROBE_MS = 500
const PROOF_MS = 250

/**
 * Predicts the level of a queue between its readings, from the events sent and the rate of its reader. An unknown rate is
 * the one that the readings prove: so many events were processed before a reading. To prove a higher rate, the queue is
 * filled from half to the high-water mark just before the next reading is due. Even if the reader stalls, nothing is
 * lost.
 */
export class QueueModel {
  readonly #log: SendLog
  /** Events a second, if configured. */
  readonly #knownRate: number | undefined
  #rate: number
  #reading: QueueReading
  /** Predicted level at a later moment than that of the reading, since the log does not reach back forever. */
  #base: { at: number; waiting: number }

  constructor(log: SendLog, reading: QueueReading, knownRate?: number) {
    this.#log = log
    this.#reading = reading
    this.#base = { at: reading.at, waiting: reading.waiting }
    this.#knownRate = knownRate
    this.#rate = knownRate ?? 0
  }

  /** The latest reading. */
  get reading(): QueueReading {
    return this.#reading
  }

  /** Replaces the reading with a later one. */
  correct(reading: QueueReading): void {
    const proven = this.#provenRate(reading)
    // A queue that did not run empty proves the exact rate. Otherwise the reader may be faster.
    const isExact = reading.waiting > HALF * reading.size
    if (this.#knownRate !== undefined) this.#rate = isExact ? Math.min(proven, this.#knownRate) : this.#knownRate
    else this.#rate = isExact ? proven : Math.max(proven, this.#rate)
    this.#reading = reading
    this.#base = { at: reading.at, waiting: reading.waiting }
  }

  /** @returns events that may be sent now */
  available(now: number): number {
    return Math.max(1, this.#share(now) * this.#reading.size) - this.#waiting(now)
  }

  /** @returns the share of the queue that may be full now */
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
   * @returns the lowest rate, in events a second, that explains a reading: the maximum over all periods that start at or
   * after the previous reading
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
