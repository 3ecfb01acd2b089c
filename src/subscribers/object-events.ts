import type { EventBatch } from '../emit/types.ts'
import type { Decoded, FailureData } from '../pipeline/decode.ts'

/**
 * The events of one object, all of them read once and known to be fine; or why there are none; both where single
 * records were bad.
 */
export interface ObjectEvents {
  /** Read once, to the end or not. */
  readonly batches: Iterable<EventBatch> | AsyncIterable<EventBatch>
  readonly failure?: FailureData
  /** Gives back what the events occupy, sent or not. */
  close(): Promise<void>
}

/** Events that are there already. */
export function readyEvents({ batch, failure }: Decoded): ObjectEvents {
  return { batches: batch ? [batch] : [], ...(failure && { failure }), close: async () => {} }
}
