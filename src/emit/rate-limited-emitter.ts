import { setTimeout as sleep } from 'node:timers/promises'
import { TokenBucket } from '../concurrency/token-bucket.ts'
import { debugToStderr } from '../log.ts'
import * as messages from '../messages/emit.ts'
import { monotonicMs } from '../monotonic-clock.ts'
import type { Emitter, EmitterCounts, EventBatch, WatchedQueue } from './types.ts'

/** Milliseconds between two checks of a full queue, and of the signal. */
const POLL_MS = 10
/** Smallest number of events sent at once, if the queue can take them: the socket takes a few milliseconds for them. */
const MIN_CHUNK_EVENTS = 256
/** Seconds of a full queue after which a line is printed. */
const LONG_WAIT_S = 10

export interface RateLimitOptions {
  /** `--max-eps`: events a second. 0: no limit. */
  readonly maxEps: number
  /** The queue that reads from the socket. Default: only `maxEps` limits the rate. */
  readonly queue?: WatchedQueue | undefined
  readonly signal: AbortSignal
}

/** Sends no more events than `maxEps` allows and the queue can take, since the queue drops what overflows. */
export class RateLimitedEmitter implements Emitter {
  readonly #inner: Emitter
  readonly #queue: WatchedQueue | undefined
  readonly #signal: AbortSignal
  readonly #limiter: TokenBucket
  /** Events sent at once, so that the limit holds. */
  readonly #maxChunk: number
  /** When the limiter allows the next event, in the time of `monotonicMs()`. */
  #notBefore = 0
  #manager: EmitterCounts['manager']

  constructor(inner: Emitter, { maxEps, queue, signal }: RateLimitOptions) {
    this.#inner = inner
    this.#queue = queue
    this.#signal = signal
    this.#limiter = new TokenBucket(maxEps)
    this.#maxChunk = maxEps > 0 ? Math.max(1, Math.floor(this.#limiter.burst)) : Number.POSITIVE_INFINITY
  }

  get counts(): EmitterCounts {
    return { ...this.#inner.counts, manager: this.#manager }
  }

  async send(batch: EventBatch, options?: { quoted?: boolean }): Promise<void> {
    const events = batch.ends.length
    if (events === 0) return this.#inner.send(batch, options)
    for (let at = 0; at < events; ) {
      const to = Math.min(events, at + (await this.#allowance()))
      await this.#inner.send(slice(batch, at, to), options)
      this.#notBefore = monotonicMs() + this.#limiter.take(to - at)
      this.#queue?.recordSent(to - at)
      at = to
    }
  }

  async close(): Promise<void> {
    this.#manager = await this.#queue?.finalCounts()
    await this.#inner.close()
  }

  /** Waits until at least one event may be sent. @returns the number of events that may be sent */
  async #allowance(): Promise<number> {
    const began = monotonicMs()
    for (let isReported = false; ; ) {
      this.#signal.throwIfAborted()
      const waitMs = this.#notBefore - monotonicMs()
      const available = waitMs > 0 ? 0 : ((await this.#queue?.available()) ?? Number.POSITIVE_INFINITY)
      // Only a part at once, so that the queue is checked while it fills.
      if (available >= 1)
        return Math.min(this.#maxChunk, Math.floor(Math.max(Math.min(available, MIN_CHUNK_EVENTS), available / 4)))
      if (!isReported && waitMs <= 0 && monotonicMs() - began > LONG_WAIT_S * 1000) {
        debugToStderr(1, messages.noRoom(LONG_WAIT_S))
        isReported = true
      }
      await sleep(waitMs > 0 ? Math.min(waitMs, POLL_MS) : POLL_MS)
    }
  }
}

/** @returns some events of a batch, with the lines before them; the last part also has the lines after the last event */
export function slice(batch: EventBatch, from: number, to: number): EventBatch {
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
