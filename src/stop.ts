import type { StopSignal } from './emit/types.ts'
import { ExitCode, RunError } from './errors.ts'
import * as messages from './messages/run.ts'

/**
 * Ends a run early and in good order: at the next boundary between two events, with the state of all finished
 * objects saved.
 */
export class Stop implements StopSignal {
  #reason: RunError | undefined
  readonly #requested = Promise.withResolvers<never>()

  constructor() {
    this.#requested.promise.catch(() => {})
  }

  /** Asks the run to end with this error. The first reason stays. */
  request(reason: RunError): void {
    this.#reason ??= reason
    this.#requested.reject(this.#reason)
  }

  throwIfStopped(): void {
    if (this.#reason) throw this.#reason
  }

  /** Waits for something that may take long (a request), but no longer than until the run must end. */
  race<T>(wait: Promise<T>): Promise<T> {
    return Promise.race([wait, this.#requested.promise])
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
