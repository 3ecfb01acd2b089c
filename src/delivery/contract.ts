import type { EventBatch } from '../emit/types.ts'
import type { RunError } from '../errors.ts'
import type { Line } from '../log.ts'
import type { FailureData } from '../pipeline/contract.ts'
import type { EventContext } from '../transform/contract.ts'

/** What a source hands over in one piece: an object, a page of a log stream or of findings, or lines alone. */
export interface Delivery {
  /** Printed before anything is sent. */
  readonly lines: readonly Line[]
  /** The events, all of them known to be fine before the first is sent. Default: none. */
  readonly batches?: Iterable<EventBatch> | AsyncIterable<EventBatch>
  /** Why what was to be sent could not be read, wholly or in part. */
  readonly failure?: DeliveryFailure
  /** Counts as an object in the summary of the run. Default false. */
  readonly isObject?: boolean
  /** It failed before: that it fails again says nothing new of the others. Default false. */
  readonly isRetry?: boolean
  /** At debug 3 its events are shown as JSON strings (CloudWatch's plain texts). Default false. */
  readonly isQuoted?: boolean
  /**
   * Remembers that it was handed over. Nothing else is sent before this has returned. Default: there is nothing to do.
   *
   * @param isWhole every event was handed over: what it came from may be deleted
   */
  commit?(isWhole: boolean): Promise<void>
  /** In place of {@link commit}, when the failure may pass: remembers to try again. Default: {@link commit} does that. */
  postpone?(): Promise<void>
  /**
   * Told why the run must end because of the failure, in place of {@link commit}. Returns when something else is to be
   * finished before that. Default: it ends at once.
   */
  abandon?(reason: RunError): Promise<void>
  /** Gives back what the events occupy, sent or not. Default: nothing. */
  close?(): Promise<void>
}

/** Something that could not be read. */
export interface DeliveryFailure extends FailureData {
  readonly object: EventContext
  /** The events that were fine, where only single records failed. */
  readonly partial?: EventBatch | undefined
  /** The `ERROR:` line of one that may pass and has not passed for too long: it is skipped for good. */
  readonly givenUp?: string | undefined
  /** The operator knows already (its message was received before): nothing is said or sent again. */
  readonly wasReported?: boolean
}
