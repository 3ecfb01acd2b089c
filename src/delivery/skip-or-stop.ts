import type { EventBatch } from '../emit/types.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import { errorEvent } from '../transform/envelope.ts'
import type { DeliveryFailure } from './contract.ts'

/** The replacement of an object that is skipped. */
export interface Skipped {
  /** An error event, or the events of the good records. */
  readonly batches: readonly EventBatch[]
  readonly isPostponed: boolean
}

/**
 * Decides whether an object that could not be read, wholly or in part, is skipped or ends the run. Only this function uses
 * `--skip_on_error`.
 *
 * @throws RunError if the run must end because of it
 */
export function skipOrStop(failure: DeliveryFailure, skipOnError: boolean): Skipped {
  const { kind, cause, line, object, partial, transient, givenUp, wasReported } = failure
  const text = LINES[kind](object.logFile, cause)
  if (!skipOnError) {
    throw new RunError(transient?.exitCode ?? new ReadFailure(kind, cause).exitCode, line ?? text)
  }
  if (partial) return { batches: [partial], isPostponed: false } // It contains the lines of the bad records.
  if (line !== undefined && !wasReported) log.error(line)
  log.debug(1, messages.skipping(text))
  if (givenUp !== undefined) log.error(givenUp)
  const isPostponed = transient !== undefined && givenUp === undefined
  return { batches: isPostponed || wasReported ? [] : [errorEvent(object, text)], isPostponed }
}

const LINES: Readonly<Record<ReadFailureKind, (key: string, cause: string) => string>> = {
  missing: (_key, cause) => cause,
  decompress: messages.decompressFailed,
  parse: messages.parseFailed,
  structure: messages.parseFailed,
  unknown: messages.readFailed,
}
