import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { freeBuffer } from '../memory.ts'
import * as messages from '../messages/object.ts'
import { isWatched } from '../transform/discard.ts'
import { KEPT_BYTES, keepMemory } from '../transform/event-memory.ts'
import type { FailureData, ObjectEvents, WholeReading } from './contract.ts'
import { type Decoded, type DecodeJob, decode, failureDataOf, readyEvents, transferables } from './decode.ts'

/** Bytes as stored that are decoded on the main thread before the first worker starts: small runs need no worker. */
const INLINE_BYTES = 64 * 1024
/** An object of so many bytes as stored is decoded on the main thread: a message to a worker costs as much. */
const TINY_BYTES = 4 * 1024
/** An object that expands to more is left to a worker: whatever it holds, the main thread must hear signals meanwhile. */
const MAX_INLINE_EXPANDED = 512 * 1024
/** With more workers, the sender is the bottleneck. */
const MAX_WORKERS = 4
/** Buffers of this size or more are transferred to a worker; smaller ones are cheaper to copy. */
const MIN_TRANSFER_BYTES = 64 * 1024
/** Buffers of sent events that are kept for the workers. */
const MAX_SPARE_BUFFERS = 16

/** A message to a worker. */
export interface WorkerMessage {
  readonly job: DecodeJob
  /** Buffers for events. */
  readonly spare: readonly ArrayBuffer[]
}

/** Most memory of JavaScript's heap. Texts and events are outside of it: a parser needs a few megabytes. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256 }

interface WaitingJob {
  readonly job: DecodeJob
  readonly resolve: (decoded: Decoded) => void
  isPosted: boolean
}

interface PoolWorker {
  readonly worker: Worker
  /** The first one is being decoded. */
  readonly waiting: WaitingJob[]
}

/** Decodes the first and the tiny objects on the main thread, others in worker threads, one for each spare core. */
export class DecodePool {
  readonly #workers: PoolWorker[] = []
  readonly #size = Math.min(Math.max(1, availableParallelism() - 1), MAX_WORKERS)
  readonly #script: URL
  readonly reading: WholeReading
  readonly #spare: ArrayBuffer[] = []
  #inlineBytes = 0

  /** @param script bundle of the worker, which finds the reading of a job by its type */
  constructor(script: URL, reading: WholeReading) {
    this.#script = script
    this.reading = reading
  }

  /** Decodes a job. Its bytes must not be used afterwards. */
  async decode(job: DecodeJob): Promise<Decoded> {
    const decoded = this.#decodeInline(job)
    return decoded ?? new Promise((resolve) => this.#assign({ job, resolve, isPosted: false }))
  }

  /** @returns undefined if the job is one for a worker */
  #decodeInline(job: DecodeJob): Decoded | undefined {
    const { length } = job.bytes
    const isSmall = length <= TINY_BYTES || this.#inlineBytes + length <= INLINE_BYTES
    if (!isSmall || isWatched(job.writer.discard)) return undefined
    this.#inlineBytes += length
    const decoded = decode(job, this.reading, MAX_INLINE_EXPANDED)
    return decoded.large ? undefined : decoded
  }

  #assign(job: WaitingJob): void {
    const least = this.#leastBusy()
    least.waiting.push(job)
    this.#post(least)
  }

  /** Posts what a worker may be given: bytes that are transferred would be lost with it, so they wait for their turn. */
  #post({ worker, waiting }: PoolWorker): void {
    for (const [at, next] of waiting.entries()) {
      const { job, isPosted } = next
      const isTransferred = job.bytes.length >= MIN_TRANSFER_BYTES
      if (isPosted) continue
      if (isTransferred && at > 0) return
      next.isPosted = true
      const spare = this.#spare.splice(0)
      worker.ref()
      worker.postMessage({ job, spare } satisfies WorkerMessage, [
        ...(isTransferred ? [job.bytes.buffer] : []),
        ...spare,
      ])
    }
  }

  /** @returns the decoded events. Closing them gives their buffer back to the pool */
  eventsOf(decoded: Decoded): ObjectEvents {
    const events = readyEvents(decoded)
    const memory = transferables(decoded)
    return {
      ...events,
      close: async () => {
        for (const buffer of memory) {
          // No worker keeps it.
          if (buffer.byteLength > KEPT_BYTES) freeBuffer(buffer)
          else if (this.#spare.length < MAX_SPARE_BUFFERS) this.#spare.push(buffer)
          else keepMemory(buffer)
        }
      },
    }
  }

  /** Ends the workers. Unfinished jobs are dropped. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()))
  }

  #leastBusy(): PoolWorker {
    const idle = this.#workers.find(({ waiting }) => waiting.length === 0)
    if (idle) return idle
    if (this.#workers.length < this.#size) return this.#open()
    return this.#workers.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a))
  }

  #open(): PoolWorker {
    const worker = new Worker(this.#script, { resourceLimits: RESOURCE_LIMITS })
    const opened: PoolWorker = { worker, waiting: [] }
    worker.on('message', (decoded: Decoded) => {
      opened.waiting.shift()?.resolve(decoded)
      this.#post(opened)
      // An idle worker must not keep a finished run alive.
      if (opened.waiting.length === 0) worker.unref()
    })
    worker.on('error', (cause) => {
      this.#workers.splice(this.#workers.indexOf(opened), 1)
      // Answers that it gave before may arrive after its error, but not after its exit.
      worker.once('exit', () => {
        const [failed, ...others] = opened.waiting.splice(0)
        failed?.resolve({ failure: workerFailure(cause) })
        for (const job of others) this.#assign({ ...job, isPosted: false })
      })
    })
    this.#workers.push(opened)
    return opened
  }
}

/** A worker ends because of the object that it decodes. */
function workerFailure(cause: unknown): FailureData {
  const isFull = (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isFull ? { kind: 'unknown', cause: messages.outOfMemory() } : failureDataOf(cause)
}
