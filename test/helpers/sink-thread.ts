import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SinkOptions } from './datagram-sink.ts'
import type { SinkCall } from './sink-thread-worker.ts'

/**
 * A {@link DatagramSink} on a thread of its own, for tests that send from their own process: a sender that waits for room
 * keeps its thread, and with it a reader on the same one.
 */
export class SinkThread {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Binds the socket and starts to read. */
  static async open(path: string, options: Omit<SinkOptions, 'onDatagram'> = {}): Promise<SinkThread> {
    const worker = new Worker(new URL('./sink-thread-worker.ts', import.meta.url), { workerData: { path, options } })
    await once(worker, 'message')
    return new SinkThread(worker)
  }

  async pause(): Promise<void> {
    await this.#call('pause')
  }

  async resume(): Promise<void> {
    await this.#call('resume')
  }

  /** Binds anew after {@link close}. */
  async restart(): Promise<void> {
    await this.#call('restart')
  }

  /** Takes what has arrived and closes the socket, leaving its file behind. @returns all that arrived so far */
  async close(): Promise<readonly string[]> {
    return (await this.#call('close')) as string[]
  }

  /** Closes the socket and ends the thread. */
  async end(): Promise<void> {
    const ended = once(this.#worker, 'exit')
    this.#worker.postMessage('end')
    await ended
  }

  async #call(call: SinkCall): Promise<unknown> {
    const answered = once(this.#worker, 'message')
    this.#worker.postMessage(call)
    return (await answered)[0]
  }
}
