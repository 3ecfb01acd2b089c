import type { EventBatch } from '../emit/types.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import { errorEvent } from '../transform/error-event.ts'
import type { DeliveryFailure } from './contract.ts'

/** What is sent in place of an object, and whether that is all that ever will be. */
export interface Skipped {
  /** An error event, or the events of the records that were fine. */
  readonly batches: readonly EventBatch[]
  /** The object is tried again later. */
  readonly isPostponed: boolean
}

/**
 * Skip or stop: decides what becomes of an object that could not be read, wholly or in part. Nothing else looks at
 * `--skip_on_error`.
 *
 * @throws RunError when the run must end because of it
 */
export function skipOrStop(failure: DeliveryFailure, skipOnError: boolean): Skipped {
  const { kind, cause, line, object, partial, transient, givenUp, wasReported } = failure
  const text = LINES[kind](object.logFile, cause)
  if (!skipOnError) {
    throw new RunError(transient?.exitCode ?? new ReadFailure(kind, cause).exitCode, line ?? text)
  }
  if (partial) return { batches: [partial], isPostponed: false } // The lines of the bad records are among its own.
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
