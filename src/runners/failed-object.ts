import type { EventBatch } from '../emit/types.ts'
import { type ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import type { FailureData } from '../pipeline/decode.ts'
import { errorEvent } from '../transform/error-event.ts'
import type { EventContext } from '../transform/event-writer.ts'

/**
 * Skip or stop: decides what becomes of an object that could not be read, wholly or in part. Nothing else looks at
 * `--skip_on_error`.
 *
 * @param wasReported the operator knows already (its message was received before): nothing is said or sent again
 * @returns the events to send all the same: an error event, or those of the records that were fine
 * @throws RunError when the run must end because of it
 */
export function skipOrStop(
  failure: FailureData,
  batch: EventBatch | undefined,
  object: EventContext,
  skipOnError: boolean,
  wasReported = false,
): EventBatch | undefined {
  const text = LINES[failure.kind](object.logFile, failure.cause)
  if (!skipOnError) throw new RunError(exitCode(failure), failure.line ?? text)
  if (batch) return batch // The lines of the bad records are among its own.
  if (failure.line !== undefined && !wasReported) log.error(failure.line)
  log.debug(1, messages.skipping(text))
  return wasReported || failure.kind === 'missing' ? undefined : errorEvent(object, text)
}

const LINES: Readonly<Record<ReadFailureKind, (key: string, cause: string) => string>> = {
  missing: (_key, cause) => cause,
  decompress: messages.decompressFailed,
  parse: messages.parseFailed,
  structure: messages.parseFailed,
  unknown: messages.readFailed,
}

function exitCode({ kind, cause }: FailureData): ExitCode {
  return new ReadFailure(kind, cause).exitCode
}
