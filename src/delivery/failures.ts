import { AwsFailure, exitCodeOf } from '../aws/failure.ts'

import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/run.ts'

/** What ends a run, or a part of it, as lines and an exit code. */
export function runErrorOf(cause: unknown): RunError {
  if (cause instanceof RunError) return cause
  const code = cause instanceof AwsFailure ? exitCodeOf(cause.kind) : ExitCode.unknown
  const reason = cause instanceof Error ? cause.message : String(cause)
  // With this code the scheduler shows what stands behind these words, and nothing where they are missing.
  return new RunError(code, code === ExitCode.unknown ? messages.unknownError(reason) : reason, { cause })
}

/** Failures that let a run go on: each is told at once, and the first one's exit code ends the run when the rest is done. */
export class Failures {
  #first: RunError | undefined
  readonly #told = new Set<string>()

  /** Tells of a failure. The same `ERROR:` line is printed once in a run. */
  add(cause: unknown): void {
    const error = runErrorOf(cause)
    this.#first ??= error
    for (const { level, text } of error.lines) {
      if (level !== 'error') log.debug(level, text)
      else if (!this.#told.has(text)) log.error(text)
      this.#told.add(text)
    }
  }

  /** @throws RunError with the first exit code and without lines: they are printed already */
  throwFirst(): void {
    if (this.#first) throw new RunError(this.#first.exitCode, [], { cause: this.#first })
  }
}
