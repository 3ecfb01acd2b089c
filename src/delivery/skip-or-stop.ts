import type { EventBatch } from '../emit/types.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import { errorEvent } from '../transform/error-event.ts'
import type { DeliveryFailure } from './contract.ts'

/**
 * Skip or stop: decides what becomes of an object that could not be read, wholly or in part. Nothing else looks at
 * `--skip_on_error`.
 *
 * @returns the events to send all the same: an error event, or those of the records that were fine
 * @throws RunError when the run must end because of it
 */
export function skipOrStop(failure: DeliveryFailure, skipOnError: boolean): readonly EventBatch[] {
  const { kind, cause, line, object, partial, wasReported } = failure
  const text = LINES[kind](object.logFile, cause)
  if (!skipOnError) throw new RunError(new ReadFailure(kind, cause).exitCode, line ?? text)
  if (partial) return [partial] // The lines of the bad records are among its own.
  if (line !== undefined && !wasReported) log.error(line)
  log.debug(1, messages.skipping(text))
  return wasReported || kind === 'missing' ? [] : [errorEvent(object, text)]
}

const LINES: Readonly<Record<ReadFailureKind, (key: string, cause: string) => string>> = {
  missing: (_key, cause) => cause,
  decompress: messages.decompressFailed,
  parse: messages.parseFailed,
  structure: messages.parseFailed,
  unknown: messages.readFailed,
}
