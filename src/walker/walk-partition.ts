import type { WalkRules } from '../buckets/contract.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { startCheck } from './key-forms.ts'
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
async function processedOf({ objects }: ListPage, { state }: PartitionContext): Promise<ReadonlySet<string>> {
  const [first] = objects
  if (first === undefined) return new Set()
  let [from, to] = [first.key, first.key]
  for (const { key } of objects) {
    if (key < from) from = key
    if (key > to) to = key
  }
  return state.processed(from, to)
}

interface Decision {
  readonly isTaken: boolean
  readonly lines: readonly Line[]
}

const SKIP: Decision = { isTaken: false, lines: [] }

/** @returns the function that decides about each object of a partition */
function classifier(
  type: WalkRules,
  context: PartitionContext,
): (entry: ObjectEntry, isProcessed: boolean) => Decision {
  const { options, marker, partition } = context
  const startsRight = startCheck(partition.form ?? type.form)
  const passOver = (key: string, line: string): Decision => {
    context.onPassedOver(key)
    return { isTaken: false, lines: [{ level: 3, text: line }] }
  }
  return (entry, isProcessed) => {
    const { key } = entry
    if (key.endsWith('/') || context.retried.has(key)) return SKIP
    const isOurs = key.includes(partition.flowLogId ?? '') && startsRight(key.slice(partition.prefix.length))
    if (!isOurs) return partition.isUnclaimed?.(key) === false ? SKIP : passOver(key, messages.otherPrefix(key))
    const isInLookback = key <= marker.lookbackEnd
    if (isProcessed && !options.reparse) {
      const level = isInLookback ? 3 : (type.skipLevel ?? 1)
      return { isTaken: false, lines: [{ level, text: messages.skipped(key) }] }
    }
    if (context.isForeign(key)) return passOver(key, messages.otherType(key))
    const found: Line = { level: 2, text: messages.found(key) }
    if (isProcessed) return { isTaken: true, lines: [{ level: 1, text: messages.processedBefore(key) }, found] }
    // A key without a date never gets a row: taken within the look-back, it would be sent again by every run.
    if (isInLookback && 'reason' in type.createdDate(entry)) return SKIP
    const futureDated: Line[] = context.isFutureDated(key) ? [{ level: 1, text: messages.datedAhead(key) }] : []
    return { isTaken: true, lines: [found, ...futureDated] }
  }
}

function noLogs({ partition, bucket }: PartitionContext): string {
  const where = partitionName(partition, bucket)
  return partition.flowLogId === undefined ? messages.noLogs(where) : messages.noLogsOfFlow(partition.flowLogId, where)
}
