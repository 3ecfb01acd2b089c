import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Other senders, each on its own thread, that fill the queue as plain blocking calls do. */
export class Crowd {
  /** The first says whether to stop; then what each has sent. */
  readonly #counters: Int32Array
  readonly #workers: readonly Worker[]

  private constructor(workers: readonly Worker[], counters: Int32Array) {
    this.#workers = workers
    this.#counters = counters
  }

  static async gather(path: string, size: number): Promise<Crowd> {
    const counters = new Int32Array(new SharedArrayBuffer(4 * (size + 1)))
    const url = new URL('./crowd-worker.ts', import.meta.url)
    const workers = Array.from({ length: size }, (_, i) => {
      return new Worker(url, { workerData: { path, counters, index: i + 1 } })
    })
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    return new Crowd(workers, counters)
  }

  /** Datagrams that each of them has sent so far, on average. */
  sentEach(): number {
    return this.#counters.subarray(1).reduce((sum, count) => sum + count, 0) / this.#workers.length
  }

  /** The reader must still read: they hear of it between two datagrams. */
  async leave(): Promise<void> {
    const left = this.#workers.map((worker) => once(worker, 'exit'))
    Atomics.store(this.#counters, 0, 1)
    await Promise.all(left)
  }
}
