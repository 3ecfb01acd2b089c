import type { BucketType } from '../buckets/contract.ts'
import type { BucketOptions } from '../options.ts'
import { dayOf } from './day.ts'
import { futureDateCheck } from './key-forms.ts'
import { planLookback } from './lookback.ts'
import { type MarkerInput, markerOf } from './marker.ts'
import type { PartitionState, Retry } from './state-contract.ts'
import type { BucketContext, Partition, PartitionContext, Segment } from './types.ts'

/** A partition, ready to be listed. */
export interface OpenedPartition {
  readonly context: PartitionContext
  readonly retries: readonly Retry[]
  readonly segments: readonly Segment[]
}

/** Reads the state of a partition, and plans its listing. @throws RunError 5 */
export async function openPartition(
  type: BucketType,
  partition: Partition,
  bucketContext: BucketContext,
): Promise<OpenedPartition> {
  const { bucket, options, isForeign, onPassedOver } = bucketContext
  const form = partition.form ?? type.form
  const isFutureDated = futureDateCheck(form, partition.prefix, dayOf(new Date()))
  const canBeMarker = (key: string) => !isFutureDated(key)
  const state = await bucketContext.state.open(partition, partition.prefix, { start: form.start, canBeMarker })
  const marker = markerOf(markerInput(type, partition, options, state))
  const { segments, lookedBackAt } = await planLookback(marker, partition, form, state, Date.now())
  // The listing of a reparse contains them anyway.
  const retries = options.reparse ? [] : await bucketContext.retries.of(partition)
  const retried = new Set(retries.map(({ key }) => key))
  const fixed = { bucket, partition, options, marker, state, lookedBackAt, isFutureDated, isForeign, onPassedOver }
  return { context: { ...fixed, retried, isStopped: false }, retries, segments }
}

/** @returns the inputs for the marker of a partition, as the state is now */
export function markerInput(
  type: BucketType,
  { prefix, form = type.form }: Partition,
  options: BucketOptions,
  state: PartitionState,
): MarkerInput {
  return {
    type,
    form,
    prefix,
    onlyLogsAfter: options.onlyLogsAfter,
    today: dayOf(new Date()),
    reparse: options.reparse,
    lookbackDays: options.lookbackDays,
    lastKey: state.lastKey,
    oldestKey: state.firstKey,
  }
}
