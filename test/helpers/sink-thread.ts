import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SinkOptions } from './datagram-sink.ts'
import type { SinkCall } from './sink-thread-worker.ts'

/**
 * A {@link DatagramSink} on its own thread, for tests that send from their own process: a waiting sender blocks its
 * thread, including a reader on it.
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

  /** Binds again after {@link close}. */
  async restart(): Promise<void> {
    await this.#call('restart')
  }

  /** Takes the received datagrams and closes the socket without removing its file. @returns all datagrams so far */
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
