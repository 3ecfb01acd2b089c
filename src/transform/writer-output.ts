import type { BatchBuilder } from './batch-builder.ts'
import type { DiscardLog } from './discard-log.ts'
import type { Envelope } from './envelope.ts'

/** Where the writers of records and of rows put their events. */
export interface WriterOutput {
  readonly batch: BatchBuilder
  readonly discards: DiscardLog
  readonly envelope: Envelope
  /** False: drop null members and change nothing else. */
  readonly reshape: boolean
}
