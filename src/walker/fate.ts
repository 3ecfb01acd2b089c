import type { WalkRules } from '../buckets/contract.ts'
import { KEPT_ROWS } from '../state/bucket-state.ts'
import { classifier, type Reason } from './classify.ts'
import type { OpenedPartition } from './open-partition.ts'
import type { BucketState } from './state-contract.ts'
import type { ObjectEntry, Partition } from './types.ts'
import { processedOf } from './walk-partition.ts'

export type Fate =
  | Reason
  /** The run starts after it, and it has no row. */
  | 'before-start'
  /** The same, but it is older than all rows that the state keeps: it may have been processed. */
  | 'forgotten'

/** @returns a function that tells the fate of objects of a partition, in their order. It fetches and changes nothing */
export function fatesOf(
  type: Pick<WalkRules, 'form' | 'skipLevel' | 'createdDate' | 'select'>,
  { context, segments }: OpenedPartition,
  state: BucketState,
): (entries: readonly ObjectEntry[]) => Promise<readonly Fate[]> {
  const classify = classifier(type, context)
  const isListed = ({ key }: ObjectEntry) =>
    segments.some(({ startAfter, until }) => key > startAfter && (until === undefined || key < until))
  let hasForgotten: Promise<boolean> | undefined
  const isForgotten = async (key: string) => {
    const { firstKey } = context.state
    const form = context.partition.form ?? type.form
    if (firstKey === undefined || (form.isSorted !== false && key > firstKey)) return false
    hasForgotten ??= isFull(state, context.partition)
    return hasForgotten
  }
  return async (entries) => {
    const processed = await processedOf({ objects: entries }, context)
    const listed = entries.filter(isListed)
    const taken = new Set(type.select ? await type.select(listed, context) : listed)
    return Promise.all(
      entries.map(async (entry) => {
        const { isTaken, reason } = classify(entry, processed.has(entry.key))
        if (!isTaken || taken.has(entry)) return reason
        return (await isForgotten(entry.key)) ? 'forgotten' : 'before-start'
      }),
    )
  }
}

/** If the table has no regions, the Python module keeps this many rows for an account. */
async function isFull(state: BucketState, partition: Partition): Promise<boolean> {
  const all = await state.open(partition, '')
  return all.hasMoreThan(KEPT_ROWS - 1, '')
}
