import type { BucketType } from '../buckets/contract.ts'
import { mapOrdered } from '../concurrency/map-ordered.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { pagesOf } from './list.ts'
import { listPartitions, type PartitionGroup } from './list-partitions.ts'
import { windowStart } from './marker.ts'
import { markerInput, openPartition } from './open-partition.ts'
import { retrySteps } from './retry.ts'
import type { BucketContext, ListPage, Marker, Partition, PartitionContext, Step } from './types.ts'
import { walkPartition } from './walk-partition.ts'

/**
 * Walks all partitions and objects of a bucket, in order, as one stream of steps. It requests the first pages of the
 * next partitions in advance.
 */
export async function* walkBucket(type: BucketType, bucket: BucketContext): AsyncGenerator<Step, void, undefined> {
  const items = bucket.connection.tuning.maxConcurrentRequests
  const opening = mapOrdered(flatten(listPartitions(type, bucket)), { items }, async ({ lines, partition }) => ({
    lines,
    opened: partition && (await openListed(type, partition, bucket)),
  }))
  for await (const { lines, opened } of opening) {
    yield { kind: 'lines', lines }
    if (!opened) continue
    const { context, listing } = opened
    const ignored = context.state.lastIgnoredKey
    yield { kind: 'lines', lines: markerLines(context.marker, bucket.options.reparse), context, begins: true }
    if (ignored !== undefined) yield { kind: 'lines', lines: [{ level: 1, text: messages.datedAhead(ignored) }] }
    yield* retrySteps(opened, bucket)
    yield* walkPartition(type, context, listing)
  }
}

/** A partition of a group, or a group without partitions. The first member has the lines of the group. */
export interface GroupMember {
  readonly lines: readonly Line[]
  readonly partition: Partition | undefined
}

/** Flattens groups, which may have hundreds of partitions (flow logs, web ACLs), so that each is opened by itself. */
export async function* flatten(groups: AsyncIterable<PartitionGroup>): AsyncGenerator<GroupMember, void, undefined> {
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

async function openListed(type: BucketType, partition: Partition, bucket: BucketContext) {
  const { segments, ...opened } = await openPartition(type, partition, bucket)
  const listing = pagesOf(bucket.connection.objects, bucket.bucket, partition, segments)
  return { ...opened, listing: await withFirstPage(listing) }
}

/** Waits for the first page, so that a partition opened in advance has it ready. */
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
