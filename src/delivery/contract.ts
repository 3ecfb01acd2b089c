import type { EventBatch } from '../emit/types.ts'
import type { RunError } from '../errors.ts'
import type { Line } from '../log.ts'
import type { FailureData } from '../pipeline/contract.ts'
import type { Beginning, PassedOver, Place, Subject } from '../report/contract.ts'
import type { EventContext } from '../transform/contract.ts'

/** The unit that a source hands over: an object, a page of a log stream or of findings, or only lines. */
export interface Delivery {
  /** Printed before anything is sent. */
  readonly lines: readonly Line[]
  /** The events, all of which have been read without an error before the first is sent. Default: none. */
  readonly batches?: Iterable<EventBatch> | AsyncIterable<EventBatch>
  /** Set when the content could not be read, wholly or in part. */
  readonly failure?: DeliveryFailure | undefined
  /** Where it comes from, for reports. Default: not known. */
  readonly place?: Place | undefined
  /** What this delivery is made of, for reports. Default: nothing to report. */
  readonly subject?: Subject | undefined
  /** Where a part of the source begins, for reports. */
  readonly begins?: Beginning | undefined
  /** What is passed over before it, for reports. */
  readonly passedOver?: readonly PassedOver[] | undefined
  /** True if it counts as an object in the summary of the run. Default: false. */
  readonly isObject?: boolean
  /** True if it failed in an earlier run: then a failure does not count as consecutive. Default: false. */
  readonly isRetry?: boolean
  /** True if the next delivery belongs to the same message: a run that ends early waits for it for a moment. Default: false. */
  readonly isContinued?: boolean
  /** True if its events are printed as JSON strings at debug 3 (plain texts of CloudWatch). Default: false. */
  readonly isQuoted?: boolean
  /**
   * Commits the delivery. No further event is sent before this has returned. Default: nothing to commit.
   *
   * @param isWhole whether every event was handed over: only then the original may be deleted
   */
  commit?(isWhole: boolean): Promise<void>
  /** Called instead of {@link commit} after a transient failure: saves a retry. Default: {@link commit} is called. */
  postpone?(): Promise<void>
  /**
   * Called instead of {@link commit} when the failure ends the run. If it returns, the run ends later. Default: the run ends
   * at once.
   */
  abandon?(reason: RunError): Promise<void>
  /** Releases the memory or the file of the events, sent or not. Default: nothing to release. */
  close?(): Promise<void>
}

/** A failure to read the content of a delivery. */
export interface DeliveryFailure extends FailureData {
  readonly object: EventContext
  /** The good events, where only some records failed. */
  readonly partial?: EventBatch | undefined
  /** The `ERROR:` line of a transient failure that has lasted too long: the object is skipped for good. */
  readonly givenUp?: string | undefined
  /** True if an earlier run reported it (its message was received before): it is not reported again. */
  readonly wasReported?: boolean
}
