import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Decoded, type DecodeJob, decode } from './decode.ts'

/** Compressed bytes decoded on the main thread before the first worker is started: small runs never pay for one. */
const INLINE_BYTES = 64 * 1024
/** Beyond a few workers the sender is the limit. */
const MAX_WORKERS = 4

interface Seat {
  readonly worker: Worker
  readonly waiting: { resolve: (decoded: Decoded) => void; reject: (cause: unknown) => void }[]
}

/** Decodes objects in worker threads, as many as there are spare cores; the first ones on the main thread. */
export class DecodePool {
  readonly #seats: Seat[] = []
  readonly #size = Math.min(Math.max(1, availableParallelism() - 1), MAX_WORKERS)
  readonly #script: URL
  #inlineBytes = 0

  /** @param script the worker's bundle */
  constructor(script: URL) {
    this.#script = script
  }

  /** Decodes a job; its bytes are gone afterwards. */
  async decode(job: DecodeJob): Promise<Decoded> {
    if (this.#inlineBytes < INLINE_BYTES) {
      this.#inlineBytes += job.bytes.length
      return decode(job)
    }
    const seat = this.#freest()
    return new Promise((resolve, reject) => {
      seat.waiting.push({ resolve, reject })
      seat.worker.ref()
      seat.worker.postMessage(job, [job.bytes.buffer])
    })
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
      for (const { reject } of seat.waiting.splice(0)) reject(cause)
    })
    this.#seats.push(seat)
    return seat
  }
}
