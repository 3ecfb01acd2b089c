import { AwsFailure, exitCodeOf } from '../aws/failure.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/run.ts'

/** @returns the lines and the exit code of a failure that ends a run, or a part of it */
export function runErrorOf(cause: unknown): RunError {
  if (cause instanceof RunError) return cause
  const code = cause instanceof AwsFailure ? exitCodeOf(cause.kind) : ExitCode.unknown
  const reason = cause instanceof Error ? cause.message : String(cause)
  // With this code, the scheduler shows only the text after these words.
  return new RunError(code, code === ExitCode.unknown ? messages.unknownError(reason) : reason, { cause })
}

/** Failures that do not end the run at once. Each is printed at once, and the run ends with the exit code of the first. */
export class Failures {
  #first: RunError | undefined
  readonly #printedErrors = new Set<string>()

  /** Prints a failure. The same `ERROR:` line is printed once in a run. */
  add(cause: unknown): void {
    const error = runErrorOf(cause)
    this.#first ??= error
    for (const line of error.lines) {
      if (line.level === 'error' && this.#printedErrors.has(line.text)) continue
      log.print(line)
      this.#printedErrors.add(line.text)
    }
  }

  /** @throws RunError with the first exit code and without lines: they are printed already */
  throwFirst(): void {
    if (this.#first) throw new RunError(this.#first.exitCode, [], { cause: this.#first })
  }
}
