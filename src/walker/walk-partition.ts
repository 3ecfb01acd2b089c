import type { WalkRules } from '../buckets/contract.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { classifier, isPassedOver } from './classify.ts'
import { partitionName } from './layouts.ts'
import type { ListPage, ObjectEntry, PartitionContext, Step } from './types.ts'

/**
 * Decides which objects of a partition are processed, in order, and which lines tell of the others. It fetches nothing.
 */
export async function* walkPartition(
  type: WalkRules,
  context: PartitionContext,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<Step, void, undefined> {
  const classify = classifier(type, context)
  let lines: Line[] = []
  let hasPassedMarker = false
  let takenCount = 0
  let pending: ListPage | undefined
  const reportIfEmpty = (page: ListPage, isLast: boolean) => {
    // The contract reports pages after the marker only: a page within the look-back is not reported.
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
    for (const entry of page.objects) {
      if (context.isStopped) return
      const isProcessed = processed.has(entry.key)
      const decision = classify(entry, isProcessed)
      if (isPassedOver(decision.reason)) context.onPassedOver(entry.key)
      lines.push(...decision.lines)
      if (!decision.isTaken) continue
      takenCount++
      yield { kind: 'object', lines, context, entry, isReparsed: isProcessed }
      lines = []
    }
    // The lines of a page do not wait for the next object that is taken: it may be a million keys away.
    if (lines.length > 0) yield { kind: 'lines', lines, context }
    lines = []
    pending = page
  }
  if (context.isStopped) return
  if (pending) reportIfEmpty(pending, true)
  lines.push({ level: 1, text: messages.maintenance() })
  yield { kind: 'end', lines, context }
}

/** @returns the pages as listed, or one page with what the type selects from all of them */
async function* selected(
  { select }: WalkRules,
  context: PartitionContext,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<ListPage, void, undefined> {
  if (!select) return yield* listing
  const all: ObjectEntry[] = []
  for await (const page of listing) all.push(...page.objects)
  yield { objects: await select(all, context), folders: [] }
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
