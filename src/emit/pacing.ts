import { setTimeout as sleep } from 'node:timers/promises'
import { debug } from '../log.ts'
import * as messages from '../messages/emit.ts'
import type { QueueReading, QueueWatch } from './queue-state.ts'
import type { Emitter, EventBatch } from './types.ts'

/** Events a second: to start with, and the bounds of what the queue's state makes of it. */
const FIRST_RATE = 1000
const LEAST_RATE = 10
const GREATEST_RATE = 500_000
const LOW_USAGE = 0.5
const HIGH_USAGE = 0.8
/** Seconds whose events may leave in one go. */
const BURST = 0.1
const LOOK_EVERY_MS = 1000
const LONGEST_SLEEP_MS = 100

/**
 * The rate from here on: it doubles while the queue is less than half full, halves above 80 % or when events were
 * dropped, and stays in between.
 *
 * @param rate    events a second so far
 * @param before  the reading before; none: this is the first
 * @param limited whether the rate has held events back since then: one that was not needed says nothing
 */
export function nextRate(rate: number, before: QueueReading | undefined, now: QueueReading, limited: boolean): number {
  const dropping = before !== undefined && now.dropped > before.dropped
  if (dropping || now.usage > HIGH_USAGE) return Math.max(LEAST_RATE, rate / 2)
  if (limited && now.usage < LOW_USAGE) return Math.min(GREATEST_RATE, rate * 2)
  return rate
}

/** Events that fit the lower half of the queue now, so that a small run is not held back at all. */
export function headroom({ usage, size }: QueueReading): number {
  return Math.max(0, Math.floor((LOW_USAGE - usage) * size))
}

export interface PacingOptions {
  /** `--max-eps`: most events a second; 0: no ceiling. */
  readonly maxEps: number
  /** The state of the queue; none: only the ceiling holds. */
  readonly watch?: QueueWatch | undefined
  readonly signal: AbortSignal
}

/** Holds an emitter back to a rate that the reader's queue can take. The manager drops what overflows. */
export class PacedEmitter implements Emitter {
  readonly #inner: Emitter
  readonly #options: PacingOptions
  #rate = Number.POSITIVE_INFINITY
  #credit = 0
  #limited = false
  #reading: QueueReading | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #creditedAt = performance.now()

  constructor(inner: Emitter, options: PacingOptions) {
    this.#inner = inner
    this.#options = options
  }

  get counts() {
    return this.#inner.counts
  }

  async send(batch: EventBatch, options?: { quoted?: boolean }): Promise<void> {
    const events = batch.ends.length
    for (let at = 0; at < events || at === 0; ) {
      const to = Math.min(events, at + (await this.#allowance()))
      await this.#inner.send(part(batch, at, to), options)
      this.#credit -= to - at
      if (to === events) return
      at = to
    }
  }

  close(): void {
    this.#inner.close()
  }

  /** Waits until at least one event may leave. @returns how many may */
  async #allowance(): Promise<number> {
    for (;;) {
      this.#options.signal.throwIfAborted()
      this.#look()
      const rate = Math.min(this.#rate, this.#options.maxEps || Number.POSITIVE_INFINITY)
      if (rate === Number.POSITIVE_INFINITY) return rate
      const now = performance.now()
      const most = Math.max(1, rate * BURST, this.#credit)
      this.#credit = Math.min(most, this.#credit + (rate * (now - this.#creditedAt)) / 1000)
      this.#creditedAt = now
      if (this.#credit >= 1) return Math.floor(this.#credit)
      this.#limited = true
      await sleep(Math.min(LONGEST_SLEEP_MS, Math.max(((1 - this.#credit) / rate) * 1000, BURST * 100)))
    }
  }

  #look(): void {
    const now = Date.now()
    if (!this.#options.watch || now - this.#lookedAt < LOOK_EVERY_MS) return
    this.#lookedAt = now
    const reading = this.#options.watch(now)
    if (!reading) return
    const first = this.#reading === undefined
    const rate = first ? FIRST_RATE : nextRate(this.#rate, this.#reading, reading, this.#limited)
    if (first) this.#credit = headroom(reading)
    if (rate < this.#rate && !first) debug(1, messages.rateChanged(rate))
    this.#rate = rate
    this.#reading = reading
    this.#limited = false
  }
}

/** Some events of a batch, with the lines that belong before them; the last part also has those after the last. */
export function part(batch: EventBatch, from: number, to: number): EventBatch {
  const events = batch.ends.length
  if (from === 0 && to === events) return batch
  const start = from === 0 ? 0 : (batch.ends[from - 1] as number)
  const end = to === 0 ? 0 : (batch.ends[to - 1] as number)
  const lines = batch.lines.filter(({ before }) => before >= from && (before < to || to === events))
  return {
    ...batch,
    bytes: batch.bytes.subarray(start, end),
    ends: batch.ends.slice(from, to).map((offset) => offset - start),
    lines: lines.map((line) => ({ ...line, before: line.before - from })),
  }
}
