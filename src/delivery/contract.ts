import type { EventBatch } from '../emit/types.ts'
import type { RunError } from '../errors.ts'
import type { Line } from '../log.ts'
import type { FailureData } from '../pipeline/contract.ts'
import type { Beginning, PassedOver, Place, Subject } from '../report/contract.ts'
import type { EventContext } from '../transform/contract.ts'

/** The unit that a source delivers: an object, a page of a log stream or of findings, or only lines. */
export interface Delivery {
  /** Printed before anything is sent. */
  readonly lines: readonly Line[]
  /** The events; all were read without an error. Default: none. */
  readonly batches?: Iterable<EventBatch> | AsyncIterable<EventBatch>
  /** Set if the content could not be read, wholly or in part. */
  readonly failure?: DeliveryFailure | undefined
  /** Its origin, for reports. Default: unknown. */
  readonly place?: Place | undefined
  /** Its subject, for reports. Default: nothing to report. */
  readonly subject?: Subject | undefined
  /** The part of the source that begins here, for reports. */
  readonly begins?: Beginning | undefined
  /** What the source passed over before it, for reports. */
  readonly passedOver?: readonly PassedOver[] | undefined
  /** True if it counts as an object in the summary of the run. Default: false. */
  readonly isObject?: boolean
  /** True if it failed in an earlier run: another failure does not count as consecutive. Default: false. */
  readonly isRetry?: boolean
  /** True if the next delivery belongs to the same message: a run that ends early waits a second for it. Default: false. */
  readonly isContinued?: boolean
  /** True if its events are printed as JSON strings at debug 3 (plain texts of CloudWatch). Default: false. */
  readonly isQuoted?: boolean
  /**
   * Commits the delivery. No further event is sent before it returns. Default: nothing to commit.
   *
   * @param isWhole true if every event was handed over: only then may the original be deleted
   */
  commit?(isWhole: boolean): Promise<void>
  /** Called instead of {@link commit} after a transient failure, to save a retry. Default: {@link commit} is called. */
  postpone?(): Promise<void>
  /**
   * Called instead of {@link commit} if the failure ends the run. If it returns, the run ends later. Default: the run
   * ends at once.
   */
  abandon?(reason: RunError): Promise<void>
  /** Releases the memory or the file of the events, whether they are sent or not. Default: nothing to release. */
  close?(): Promise<void>
}

export interface DeliveryFailure extends FailureData {
  readonly object: EventContext
  /** The good events, if only some records failed. */
  readonly partial?: EventBatch | undefined
  /** The `ERROR:` line of a transient failure that lasts too long: the object is skipped for good. */
  readonly givenUp?: string | undefined
  /** True if an earlier run reported it, as its message was received before: it is not reported again. */
  readonly wasReported?: boolean
}
