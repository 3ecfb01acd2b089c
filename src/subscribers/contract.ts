import type { Reading } from '../pipeline/contract.ts'

/** An option that a subscriber cannot do without. */
export interface RequiredOption {
  /** As in {@link Options}. */
  readonly name: 'roleArn' | 'queue' | 'externalId'
  /** As typed, without dashes. */
  readonly flag: string
}

/** What `--subscriber` can be. One file under `src/subscribers/`, one row in its registry. */
export interface SubscriberType {
  /** Value of `--subscriber`, in lower case. */
  readonly name: string
  /** In the order in which they are asked for (exit 21). */
  readonly required: readonly RequiredOption[]
  /** How its objects are read. */
  readonly reading: Reading
}

export const QUEUE: RequiredOption = { name: 'queue', flag: 'queue' }
