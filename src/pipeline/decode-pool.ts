import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ObjectEvents, WholeReading } from './contract.ts'
import { type Decoded, type DecodeJob, decode, transferables } from './decode.ts'
import { readyEvents } from './object-events.ts'

/** Compressed bytes decoded on the main thread before the first worker is started: small runs never pay for one. */
const INLINE_BYTES = 64 * 1024
/** Beyond a few workers the sender is the limit. */
const MAX_WORKERS = 4
/** Bytes that are moved to a worker; fewer are cheaper copied. */
const MOVED_BYTES = 64 * 1024
/** Buffers of events that were sent, kept to be written to again. */
const MAX_SPARE = 16

/** What a worker is sent. */
export interface WorkerMessage {
  readonly job: DecodeJob
  /** Memory for events. */
  readonly spare: readonly ArrayBuffer[]
}

interface Seat {
  readonly worker: Worker
  readonly waiting: { resolve: (decoded: Decoded) => void; reject: (cause: unknown) => void }[]
}

/** Decodes objects in worker threads, as many as there are spare cores; the first ones on the main thread. */
export class DecodePool {
  readonly #seats: Seat[] = []
  readonly #size = Math.min(Math.max(1, availableParallelism() - 1), MAX_WORKERS)
  readonly #script: URL
  readonly reading: WholeReading
  readonly #spare: ArrayBuffer[] = []
  #inlineBytes = 0

  /** @param script the worker's bundle, which finds the reading of a job by its type */
  constructor(script: URL, reading: WholeReading) {
    this.#script = script
    this.reading = reading
  }

  /** Decodes a job; its bytes are gone afterwards. */
  async decode(job: DecodeJob): Promise<Decoded> {
    if (this.#inlineBytes < INLINE_BYTES) {
      this.#inlineBytes += job.bytes.length
      return decode(job, this.reading)
    }
    const { worker, waiting } = this.#freest()
    const spare = this.#spare.splice(0)
    const moved = job.bytes.length >= MOVED_BYTES ? [job.bytes.buffer] : []
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      worker.ref()
      worker.postMessage({ job, spare } satisfies WorkerMessage, [...moved, ...spare])
    })
  }

  /** What was decoded, as events; their memory comes back when they are closed. */
  eventsOf(decoded: Decoded): ObjectEvents {
    const events = readyEvents(decoded)
    const memory = transferables(decoded)
    return {
      ...events,
      close: async () => {
        if (this.#spare.length < MAX_SPARE) this.#spare.push(...memory)
      },
    }
  }

  /** Ends the workers; jobs under way are dropped. */
  async close(): Promise<void> {
    await Promise.all(this.#seats.map(({ worker }) => worker.terminate()))
  }

  #freest(): Seat {
    const idle = this.#seats.find(({ waiting }) => waiting.length === 0)
    if (idle) return idle
    if (this.#seats.length < this.#size) return this.#open()
    return this.#seats.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a))
  }

  #open(): Seat {
    const seat: Seat = { worker: new Worker(this.#script), waiting: [] }
    seat.worker.on('message', (decoded: Decoded) => {
      seat.waiting.shift()?.resolve(decoded)
      // An idle worker must not keep a finished run alive.
      if (seat.waiting.length === 0) seat.worker.unref()
    })
    seat.worker.on('error', (cause) => {
      // It is gone: what comes to be decoded yet needs another one.
      this.#seats.splice(this.#seats.indexOf(seat), 1)
      for (const { reject } of seat.waiting.splice(0)) reject(cause)
    })
    this.#seats.push(seat)
    return seat
  }
}
