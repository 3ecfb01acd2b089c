import type { WalkRules } from '../buckets/contract.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import type { PassedOver, PassReason } from '../report/contract.ts'
import { classifier, isPassedOver } from './classify.ts'
import { partitionName } from './layouts.ts'
import type { ListPage, ObjectEntry, PartitionContext, Step } from './types.ts'

/**
 * Decides which objects of a partition are processed, in order, and which lines report the others. It fetches nothing.
 */
export async function* walkPartition(
  type: WalkRules,
  context: PartitionContext,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<Step, void, undefined> {
  const classify = classifier(type, context)
  let lines: Line[] = []
  let passedOver: PassedOver[] = []
  let hasPassedMarker = false
  let takenCount = 0
  let pending: ListPage | undefined
  const reportIfEmpty = (page: ListPage, isLast: boolean) => {
    // The contract reports pages after the marker only, so a page within the look-back is not reported.
    const isAfterMarker = page.objects.some((entry) => entry.key > context.marker.lookbackEnd)
    hasPassedMarker ||= isAfterMarker
    if (takenCount === 0 && (isAfterMarker || (isLast && !hasPassedMarker))) {
      lines.push({ level: 1, text: noLogs(context) })
    }
  }
  for await (const page of selected(type, context, listing)) {
    if (pending) reportIfEmpty(pending, false)
    takenCount = 0
    const processed = await processedOf(page, context)
    passedOver.push(...(page.notSelected ?? []).map((entry) => passed(entry, 'not-selected')))
    for (const [at, entry] of page.objects.entries()) {
      if (context.isStopped) return
      const isProcessed = processed.has(entry.key)
      const decision = classify(entry, isProcessed)
      if (isPassedOver(decision.reason)) context.onPassedOver(entry.key)
      lines.push(...decision.lines)
      const reason = REPORTED.find((each) => each === decision.reason)
      if (reason) passedOver.push(passed(entry, reason))
      if (!decision.isTaken) continue
      takenCount++
      const left = { objects: page.objects.length - at - 1, hasMore: page.nextToken !== undefined }
      yield { kind: 'object', lines, passedOver, context, entry, isReparsed: isProcessed, left }
      lines = []
      passedOver = []
    }
    // The next taken object may be a million keys away: the lines of a page do not wait for it.
    if (lines.length + passedOver.length > 0) yield { kind: 'lines', lines, passedOver, context }
    lines = []
    passedOver = []
    pending = page
  }
  if (context.isStopped) return
  if (pending) reportIfEmpty(pending, true)
  lines.push({ level: 1, text: messages.maintenance() })
  yield { kind: 'end', lines, context }
}

interface SelectedPage extends ListPage {
  readonly notSelected?: readonly ObjectEntry[]
}

/** The other reasons are reported elsewhere. */
const REPORTED = ['other-prefix', 'other-type', 'processed', 'undated'] as const

function passed({ key: name, lastModified }: ObjectEntry, reason: PassReason): PassedOver {
  return { name, reason, newest: lastModified.getTime() }
}

/** Yields the pages as listed, or one page with the objects that the type selects from all of them. */
async function* selected(
  { select }: WalkRules,
  context: PartitionContext,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<SelectedPage, void, undefined> {
  if (!select) return yield* listing
  const all: ObjectEntry[] = []
  for await (const page of listing) all.push(...page.objects)
  const objects = await select(all, context)
  const chosen = new Set(objects)
  yield { objects, folders: [], notSelected: all.filter((entry) => !chosen.has(entry)) }
}

/** @returns the keys of a page that an earlier run processed */
export async function processedOf(
  { objects }: Pick<ListPage, 'objects'>,
  { state }: PartitionContext,
): Promise<ReadonlySet<string>> {
  const [first] = objects
  if (first === undefined) return new Set()
  let [from, to] = [first.key, first.key]
  for (const { key } of objects) {
    if (key < from) from = key
    if (key > to) to = key
  }
  return state.processed(from, to)
}

function noLogs({ partition, bucket }: PartitionContext): string {
  const where = partitionName(partition, bucket)
  return partition.flowLogId === undefined ? messages.noLogs(where) : messages.noLogsOfFlow(partition.flowLogId, where)
}
