import { setTimeout as sleep } from 'node:timers/promises'
import { TokenBucket } from '../concurrency/token-bucket.ts'
import { aside } from '../log.ts'
import * as messages from '../messages/emit.ts'
import type { Emitter, EmitterCounts, EventBatch, WatchedQueue } from './types.ts'

/** Milliseconds between two looks at a queue that has no room, and at whether the run must end. */
const LOOK_MS = 10
/** Events that leave in one go at least, if there is room: they take the socket a few milliseconds. */
const CHUNK = 256
/** Seconds without room after which the operator is told. */
const LONG_WAIT = 10

export interface PacingOptions {
  /** `--max-eps`: most events a second; 0: no ceiling. */
  readonly maxEps: number
  /** The queue behind the socket; none: only the ceiling holds. */
  readonly queue?: WatchedQueue | undefined
  readonly signal: AbortSignal
}

/** Holds an emitter back to what the queue behind the socket can take: it drops what overflows. */
export class PacedEmitter implements Emitter {
  readonly #inner: Emitter
  readonly #queue: WatchedQueue | undefined
  readonly #signal: AbortSignal
  readonly #ceiling: TokenBucket
  /** Most events in one go, so that the ceiling holds. */
  readonly #most: number
  /** When the ceiling lets the next event pass; of `performance.now()`. */
  #notBefore = 0
  #manager: EmitterCounts['manager']

  constructor(inner: Emitter, { maxEps, queue, signal }: PacingOptions) {
    this.#inner = inner
    this.#queue = queue
    this.#signal = signal
    this.#ceiling = new TokenBucket(maxEps)
    this.#most = maxEps > 0 ? Math.max(1, Math.floor(this.#ceiling.burst)) : Number.POSITIVE_INFINITY
  }

  get counts(): EmitterCounts {
    return { ...this.#inner.counts, ...(this.#manager && { manager: this.#manager }) }
  }

  async send(batch: EventBatch, options?: { quoted?: boolean }): Promise<void> {
    const events = batch.ends.length
    if (events === 0) return this.#inner.send(batch, options)
    for (let at = 0; at < events; ) {
      const to = Math.min(events, at + (await this.#allowance()))
      await this.#inner.send(part(batch, at, to), options)
      this.#notBefore = performance.now() + this.#ceiling.take(to - at)
      this.#queue?.sent(to - at)
      at = to
    }
  }

  async close(): Promise<void> {
    this.#manager = await this.#queue?.settle()
    await this.#inner.close()
  }

  /** Waits until at least one event may leave. @returns how many may */
  async #allowance(): Promise<number> {
    const began = performance.now()
    for (let told = false; ; ) {
      this.#signal.throwIfAborted()
      const early = this.#notBefore - performance.now()
      const room = early > 0 ? 0 : ((await this.#queue?.room()) ?? Number.POSITIVE_INFINITY)
      // A part of a large room, so that the queue is looked at while it is filled.
      if (room >= 1) return Math.min(this.#most, Math.floor(Math.max(Math.min(room, CHUNK), room / 4)))
      if (!told && early <= 0 && performance.now() - began > LONG_WAIT * 1000) {
        aside(1, messages.noRoom(LONG_WAIT))
        told = true
      }
      await sleep(early > 0 ? Math.min(early, LOOK_MS) : LOOK_MS)
    }
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
