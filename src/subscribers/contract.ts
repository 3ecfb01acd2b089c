import type { Reading } from '../pipeline/contract.ts'

export interface RequiredOption {
  /** Name in {@link Options}. */
  readonly name: 'roleArn' | 'queue' | 'externalId'
  /** As typed, without dashes. */
  readonly flag: string
}

/** A kind of `--subscriber`. Each is one file under `src/subscribers/` and one row in its registry. */
export interface SubscriberType {
  /** Value of `--subscriber`, in lower case. */
  readonly name: string
  /** Checked in this order (exit 21). */
  readonly required: readonly RequiredOption[]
  readonly reading: Reading
}

export const QUEUE: RequiredOption = { name: 'queue', flag: 'queue' }
