import { setMaxListeners } from 'node:events'
import { ExitCode, RunError } from './errors.ts'
import * as messages from './messages/run.ts'

/**
 * Ends the run in good order, at the next boundary between two events: on SIGINT (exit 2), on SIGTERM (143), and after
 * `deadline` seconds when that is not 0 (exit 0).
 *
 * @returns aborted once, its reason a RunError
 */
export function endingSignal(deadline = 0): AbortSignal {
  const controller = new AbortController()
  const { signal } = controller
  // As many wait for it as there are requests: no reason for the runtime to print a warning.
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
