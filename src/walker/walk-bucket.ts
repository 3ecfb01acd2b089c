import type { BucketType } from '../buckets/contract.ts'
import { mapOrdered } from '../concurrency/map-ordered.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions } from '../options.ts'
import { dayOf } from './day.ts'
import { futureDateCheck } from './key-forms.ts'
import { pagesOf } from './list.ts'
import { listPartitions, type PartitionGroup } from './list-partitions.ts'
import { planLookback } from './lookback.ts'
import { type MarkerInput, markerOf, windowStart } from './marker.ts'
import { retrySteps } from './retry.ts'
import type { PartitionState } from './state-contract.ts'
import type { BucketContext, ListPage, Marker, Partition, PartitionContext, Step } from './types.ts'
import { walkPartition } from './walk-partition.ts'

/**
 * Walks every partition and every object of a bucket, in order, as one stream of steps. The first pages of the next
 * partitions are requested while the current one is in use.
 */
export async function* walkBucket(type: BucketType, bucket: BucketContext): AsyncGenerator<Step, void, undefined> {
  const items = bucket.connection.tuning.maxConcurrentRequests
  const opening = mapOrdered(flatten(listPartitions(type, bucket)), { items }, async ({ lines, partition }) => ({
    lines,
    opened: partition && (await openPartition(type, partition, bucket)),
  }))
  for await (const { lines, opened } of opening) {
    yield { kind: 'lines', lines }
    if (!opened) continue
    const { context, listing } = opened
    const ignored = context.state.lastIgnoredKey
    yield { kind: 'lines', lines: markerLines(context.marker, bucket.options.reparse) }
    if (ignored !== undefined) yield { kind: 'lines', lines: [{ level: 1, text: messages.datedAhead(ignored) }] }
    yield* retrySteps(opened, bucket)
    yield* walkPartition(type, context, listing)
  }
}

/** One partition of a group, or a group without any. The first one has the lines of its group. */
interface GroupMember {
  readonly lines: readonly Line[]
  readonly partition: Partition | undefined
}

/** A group may have hundreds of partitions (flow logs, web ACLs): they are opened one by one, as groups are. */
async function* flatten(groups: AsyncIterable<PartitionGroup>): AsyncGenerator<GroupMember, void, undefined> {
  for await (const { lines, partitions } of groups) {
    const [first, ...others] = partitions
    yield { lines, partition: first }
    for (const partition of others) yield { lines: [], partition }
  }
}

/** Removes the state that no later run needs. @throws RunError 5 */
export async function maintain(type: BucketType, context: PartitionContext): Promise<void> {
  const { partition, options, state, lookedBackAt } = context
  if (lookedBackAt !== undefined) await state.noteLookback(lookedBackAt)
  const fromKey = windowStart(markerInput(type, partition, options, state))
  await state.prune(fromKey === undefined ? {} : { fromKey })
}

/** @returns all that the marker of a partition depends on, as the state is now */
function markerInput(
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

async function openPartition(type: BucketType, partition: Partition, bucketContext: BucketContext) {
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
  const context: PartitionContext = { ...fixed, retried, isStopped: false }
  const listing = pagesOf(bucketContext.connection.objects, bucket, partition, segments)
  return { context, retries, listing: await withFirstPage(listing) }
}

/** Waits for the first page, so that partitions that are opened early have theirs at hand. */
async function withFirstPage(listing: AsyncGenerator<ListPage, void, undefined>): Promise<AsyncIterable<ListPage>> {
  const first = await listing.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* listing
  })()
}

function markerLines(marker: Marker, reparse: boolean): Line[] {
  const lines: Line[] = [{ level: 2, text: messages.marker(marker.shown) }]
  if (marker.line !== undefined) lines.push({ level: 2, text: marker.line })
  if (reparse) lines.push({ level: 2, text: messages.reparseEnabled() })
  return lines
}
