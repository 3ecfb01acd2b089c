import { setMaxListeners } from 'node:events'
import { ExitCode, RunError } from './errors.ts'
import * as messages from './messages/run.ts'

/**
 * Ends the run between two events on SIGINT (exit 2), on SIGTERM (exit 143), and after the deadline (exit 0).
 *
 * @param deadline seconds. Default 0: no deadline
 * @returns a signal that is aborted then, with a RunError as its reason
 */
export function endingSignal(deadline = 0): AbortSignal {
  const controller = new AbortController()
  const { signal } = controller
  // Every request listens to it, so the warning about many listeners does not apply.
  setMaxListeners(0, signal)
  process.once('SIGINT', () => controller.abort(new RunError(ExitCode.usage, messages.sigintReceived())))
  process.once('SIGTERM', () => controller.abort(new RunError(ExitCode.terminated, [])))
  if (deadline > 0) {
    const late = () =>
      controller.abort(new RunError(ExitCode.ok, [{ level: 1, text: messages.deadlineReached(deadline) }]))
    setTimeout(late, deadline * 1000).unref()
  }
  return signal
}

/** Milliseconds in which the current object, page or message may be finished; otherwise it is sent again. */
const GRACE_MS = 1_000

/** @returns a signal that is aborted this long after another one, with its reason */
export function afterGrace(signal: AbortSignal, graceMs = GRACE_MS): AbortSignal {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const later = () => setTimeout(() => controller.abort(signal.reason), graceMs).unref()
  if (signal.aborted) later()
  else signal.addEventListener('abort', later, { once: true })
  return controller.signal
}
