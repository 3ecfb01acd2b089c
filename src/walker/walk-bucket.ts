import type { BucketType } from '../buckets/contract.ts'
import { mapOrdered } from '../concurrency/map-ordered.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions } from '../options.ts'
import { dayOf } from './day.ts'
import { aheadCheck } from './key-forms.ts'
import { pagesOf } from './list.ts'
import { lookBack } from './look-back.ts'
import { type MarkerInput, markerOf, windowStart } from './marker.ts'
import { retrySteps } from './retry.ts'
import { type Scope, scopesOf } from './scopes.ts'
import type { PartitionState } from './state-contract.ts'
import type { Line, ListPage, Marker, Partition, Step, Walk, WalkContext } from './types.ts'
import { walkPartition } from './walk.ts'

/**
 * Walks a bucket: every scope, every partition, every object, in order, as one stream of steps. First pages of the
 * next partitions are requested while the current one is being worked on.
 */
export async function* walkBucket(type: BucketType, context: WalkContext): AsyncGenerator<Step, void, undefined> {
  const items = context.connection.tuning.maxConcurrentRequests
  const parts = mapOrdered(partsOf(scopesOf(type, context)), { items }, async ({ lines, partition }: Part) => ({
    lines,
    opened: partition && (await openWalk(type, partition, context)),
  }))
  for await (const { lines, opened } of parts) {
    yield { kind: 'lines', lines }
    if (!opened) continue
    const { walk, listing } = opened
    const ahead = walk.state.notCounting
    yield { kind: 'lines', lines: markerLines(walk.marker, context.options.reparse) }
    if (ahead !== undefined) yield { kind: 'lines', lines: [{ level: 1, text: messages.datedAhead(ahead) }] }
    yield* retrySteps(opened, context)
    yield* walkPartition(type, walk, listing)
  }
}

/** One partition of a scope, or a scope without any; the first one has the lines of its scope. */
interface Part {
  readonly lines: readonly Line[]
  readonly partition: Partition | undefined
}

/** A scope may have hundreds of partitions (flow logs, web ACLs): they are opened one by one, as scopes are. */
async function* partsOf(scopes: AsyncIterable<Scope>): AsyncGenerator<Part, void, undefined> {
  for await (const { lines, partitions } of scopes) {
    const [first, ...others] = partitions
    yield { lines, partition: first }
    for (const partition of others) yield { lines: [], partition }
  }
}

/** Forgets what no later run will look at again. @throws RunError 5 */
export async function maintain(type: BucketType, walk: Walk): Promise<void> {
  const { partition, options, state, lookedBackAt } = walk
  if (lookedBackAt !== undefined) await state.noteLookBack(lookedBackAt)
  const fromKey = windowStart(markerInput(type, partition, options, state))
  await state.prune(fromKey === undefined ? {} : { fromKey })
}

/** What the marker of a partition depends on, as the state stands now. */
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

async function openWalk(type: BucketType, partition: Partition, context: WalkContext) {
  const { bucket, options, isForeign, onPassedOver } = context
  const form = partition.form ?? type.form
  const isAhead = aheadCheck(form, partition.prefix, dayOf(new Date()))
  const counts = (key: string) => !isAhead(key)
  const state = await context.state.open(partition, partition.prefix, { start: form.start, counts })
  const marker = markerOf(markerInput(type, partition, options, state))
  const { segments, lookedBackAt } = await lookBack(marker, partition, form, state, Date.now())
  // Reparsing meets all of them anyway.
  const retries = options.reparse ? [] : await context.retries.of(partition)
  const retried = new Set(retries.map(({ key }) => key))
  const about = { bucket, partition, options, marker, state, lookedBackAt, isAhead, isForeign, onPassedOver }
  const walk: Walk = { ...about, retried, isStopped: false }
  const listing = pagesOf(context.connection.objects, bucket, partition, segments)
  return { walk, retries, listing: await prefetched(listing) }
}

/** Waits for the first page, so that partitions opened ahead have theirs at hand. */
async function prefetched(listing: AsyncGenerator<ListPage, void, undefined>): Promise<AsyncIterable<ListPage>> {
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
