import type { StopSignal } from './emit/types.ts'
import { ExitCode, RunError } from './errors.ts'
import * as messages from './messages/run.ts'

/**
 * Ends a run early and in good order: at the next boundary between two events, with the state of all finished
 * objects saved.
 */
export class Stop implements StopSignal {
  #reason: RunError | undefined
  /** Those who wait for something; they are forgotten with it, so that a long run piles up none. */
  readonly #waiting = new Set<(reason: RunError) => void>()

  /** Asks the run to end with this error. The first reason stays. */
  request(reason: RunError): void {
    this.#reason ??= reason
    for (const reject of this.#waiting) reject(this.#reason)
  }

  throwIfStopped(): void {
    if (this.#reason) throw this.#reason
  }

  /** Waits for something that may take long (a request), but no longer than until the run must end. */
  async race<T>(wait: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    wait.then(resolve, reject)
    if (this.#reason) reject(this.#reason)
    this.#waiting.add(reject)
    try {
      return await promise
    } finally {
      this.#waiting.delete(reject)
    }
  }

  /** What a source gives, but no longer than until the run must end; the source is then left as it is. */
  async *each<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const iterator = source[Symbol.asyncIterator]()
    for (;;) {
      const next = await this.race(iterator.next())
      if (next.done) return
      this.throwIfStopped()
      yield next.value
    }
  }
}

/** Ends the run on SIGINT (exit 2) and SIGTERM (143), and after `deadline` seconds when that is not 0 (exit 0). */
export function watchForStop(stop: Stop, deadline: number): void {
  process.once('SIGINT', () => stop.request(new RunError(ExitCode.usage, messages.sigintReceived())))
  process.once('SIGTERM', () => stop.request(new RunError(ExitCode.terminated, [])))
  if (deadline > 0) {
    const late = () => stop.request(new RunError(ExitCode.ok, [{ level: 1, text: messages.deadlineReached(deadline) }]))
    setTimeout(late, deadline * 1000).unref()
  }
}
