import type { EventBatch } from '../emit/types.ts'
import type { Decoded, FailureData } from './decode.ts'

/** The events of one object, all of them read once and known to be fine; or why they are not. */
export interface ObjectEvents {
  /** Empty when something failed. Read at most once, to the end or not. */
  readonly batches: Iterable<EventBatch> | AsyncIterable<EventBatch>
  readonly failure?: FailureData
  /** The events that were fine, where only single records failed. */
  readonly partial?: EventBatch
  /** Bytes of memory that the events take as long as they wait. Default 0: they wait on disk. */
  readonly heldBytes?: number
  /** Gives back what the events occupy, sent or not. */
  close(): Promise<void>
}

/** Events that are there already. */
export function readyEvents({ batch, failure }: Decoded): ObjectEvents {
  const close = async () => {}
  const heldBytes = batch?.bytes.buffer.byteLength ?? 0
  if (failure) return { batches: [], failure, ...(batch && { partial: batch }), heldBytes, close }
  return { batches: batch ? [batch] : [], heldBytes, close }
}
