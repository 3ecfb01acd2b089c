import type { WalkRules } from '../buckets/contract.ts'
import * as messages from '../messages/bucket.ts'
import { startCheck } from './key-forms.ts'
import { partitionName } from './layouts.ts'
import type { Line, ListPage, ObjectEntry, Step, Walk } from './types.ts'

/**
 * Which objects of a partition are processed, in order, with what is said about the others. Everything is decided
 * here; nothing is fetched.
 */
export async function* walkPartition(
  type: WalkRules,
  walk: Walk,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<Step, void, undefined> {
  const judge = judgeOf(type, walk)
  let lines: Line[] = []
  let heard = false
  let taken = 0
  let pending: ListPage | undefined
  const close = (page: ListPage, last: boolean) => {
    // A page of the look-back alone stays quiet; the contract speaks of pages behind the marker.
    const loud = page.objects.some((entry) => entry.key > walk.marker.quietUntil)
    heard ||= loud
    if (taken === 0 && (loud || (last && !heard))) lines.push({ level: 1, text: noLogs(walk) })
  }
  for await (const page of selected(type, walk, listing)) {
    if (pending) close(pending, false)
    taken = 0
    const processed = await processedOf(page, walk)
    for (const entry of page.objects) {
      if (walk.isStopped) return
      const isProcessed = processed.has(entry.key)
      const verdict = judge(entry, isProcessed)
      lines.push(...verdict.lines)
      if (!verdict.take) continue
      taken++
      yield { kind: 'object', lines, walk, entry, isReparsed: isProcessed }
      lines = []
    }
    // What is said of a page does not wait for the next object that is taken: it may be a million keys away.
    if (lines.length > 0) yield { kind: 'lines', lines, walk }
    lines = []
    pending = page
  }
  if (walk.isStopped) return
  if (pending) close(pending, true)
  lines.push({ level: 1, text: messages.maintenance() })
  yield { kind: 'end', lines, walk }
}

/** The pages to walk: as listed, or one of what the type selects from all of them. */
async function* selected(
  { select }: WalkRules,
  walk: Walk,
  listing: AsyncIterable<ListPage>,
): AsyncGenerator<ListPage, void, undefined> {
  if (!select) return yield* listing
  const all: ObjectEntry[] = []
  for await (const page of listing) all.push(...page.objects)
  yield { objects: await select(all, walk), folders: [] }
}

/** The keys of a page that were processed before. */
async function processedOf({ objects }: ListPage, { state }: Walk): Promise<ReadonlySet<string>> {
  const [first] = objects
  if (first === undefined) return new Set()
  let [from, to] = [first.key, first.key]
  for (const { key } of objects) {
    if (key < from) from = key
    if (key > to) to = key
  }
  return state.processed(from, to)
}

interface Verdict {
  readonly take: boolean
  readonly lines: readonly Line[]
}

const PASS: Verdict = { take: false, lines: [] }

/** Decides about the objects of a walk. */
function judgeOf(type: WalkRules, walk: Walk): (entry: ObjectEntry, isProcessed: boolean) => Verdict {
  const { options, marker, partition } = walk
  const startsRight = startCheck(partition.form ?? type.form)
  const passOver = (key: string, line: string): Verdict => {
    walk.onPassedOver(key)
    return { take: false, lines: [{ level: 3, text: line }] }
  }
  return (entry, isProcessed) => {
    const { key } = entry
    if (key.endsWith('/') || walk.retried.has(key)) return PASS
    const isOurs = key.includes(partition.flowLogId ?? '') && startsRight(key.slice(partition.prefix.length))
    if (!isOurs) return partition.isUnclaimed?.(key) === false ? PASS : passOver(key, messages.otherPrefix(key))
    const quiet = key <= marker.quietUntil
    if (isProcessed && !options.reparse) {
      return { take: false, lines: [{ level: quiet ? 3 : (type.skipLevel ?? 1), text: messages.skipped(key) }] }
    }
    if (walk.isForeign(key)) return passOver(key, messages.otherType(key))
    const found: Line = { level: 2, text: messages.found(key) }
    if (isProcessed) return { take: true, lines: [{ level: 1, text: messages.processedBefore(key) }, found] }
    // A key whose row cannot be written was taken when it was new: looking back must not send it each time.
    if (quiet && 'reason' in type.createdDate(entry)) return PASS
    const ahead: Line[] = walk.isAhead(key) ? [{ level: 1, text: messages.datedAhead(key) }] : []
    return { take: true, lines: [found, ...ahead] }
  }
}

function noLogs({ partition, bucket }: Walk): string {
  const where = partitionName(partition, bucket)
  return partition.flowLogId === undefined ? messages.noLogs(where) : messages.noLogsOfFlow(partition.flowLogId, where)
}
