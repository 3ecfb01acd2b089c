import { ownerOf } from '../../buckets/claims.ts'
import * as messages from '../../messages/explain.ts'
import { dayOf } from '../../walker/day.ts'
import { type Fate, fatesOf } from '../../walker/fate.ts'
import { type OpenedPartition, openPartition } from '../../walker/open-partition.ts'
import type { ObjectEntry } from '../../walker/types.ts'
import type { RunLook } from '../look-at-run.ts'
import { type FoundPartition, findPartition } from './find-partition.ts'

type Look = Pick<RunLook, 'type' | 'bucket'>

export type Why =
  | Fate
  | 'no-object'
  /** The folder of the object is listed by no run of the type. */
  | 'outside'
  | 'excluded'
  /** It is older than `--only_logs_after`. */
  | 'before-date'
  /** The first run of its account and region starts with today. */
  | 'before-first-run'
  | 'nothing-read'

export interface Fact {
  readonly name: string
  readonly text: string
}

export interface Explanation {
  /** True if it was read, or will be read by the next runs. */
  readonly isRead: boolean
  readonly why: Why
  readonly verdict: string
  readonly facts: readonly Fact[]
}

const READ: ReadonlySet<Why> = new Set<Why>(['processed', 'forgotten', 'undated', 'new', 'reparsed', 'retried'])

/** Follows the steps of a run to an object. */
export async function explainKey({ type, bucket }: Look, key: string): Promise<Explanation> {
  const object = await findObject({ type, bucket }, key)
  const found = await findPartition(type, bucket, key)
  const facts = [objectFact(object), typeFact({ type, bucket }, key), ...partitionFacts({ type, bucket }, found)]
  if (found === undefined) return explained(object === undefined ? 'no-object' : 'outside', facts)
  const opened = await openPartition(type, found.partition, bucket)
  const entry = object ?? { key, size: 0, lastModified: new Date() }
  const [fate = 'before-start'] = await fatesOf(type, opened, bucket.state)([entry])
  facts.push(...(await stateFacts({ type, bucket }, opened, key)))
  if (object === undefined) return explained('no-object', facts)
  // An object that was read stays read, whatever the flags are now.
  if (found.excludedBy.length > 0 && fate !== 'processed') return explained('excluded', facts, found.excludedBy)
  return explained(fate === 'before-start' ? reasonOfStart({ type, bucket }, opened, entry) : fate, facts)
}

export function explained(why: Why, facts: readonly Fact[], details: readonly string[] = []): Explanation {
  return { isRead: READ.has(why), why, verdict: messages.verdict(why, details), facts }
}

async function findObject({ bucket }: Look, key: string): Promise<ObjectEntry | undefined> {
  const { objects } = await bucket.connection.objects.list({ bucket: bucket.bucket, prefix: key })
  return objects.find((entry) => entry.key === key)
}

function reasonOfStart({ type, bucket }: Look, { context }: OpenedPartition, entry: ObjectEntry): Why {
  const { onlyLogsAfter } = bucket.options
  const { form = type.form, prefix } = context.partition
  const day = form.dayOf(entry.key.slice(prefix.length))
  if (day !== undefined && onlyLogsAfter !== undefined && day < onlyLogsAfter) return 'before-date'
  return context.state.lastKey === undefined ? 'before-first-run' : 'before-start'
}

function objectFact(object: ObjectEntry | undefined): Fact {
  return { name: 'object', text: object === undefined ? messages.noObject() : messages.object(object) }
}

function typeFact({ type, bucket }: Look, key: string): Fact {
  const owner = ownerOf(key)
  return { name: 'type', text: messages.typeOfKey(type.name, owner?.name, bucket.isForeign(key)) }
}

function partitionFacts({ type, bucket }: Look, found: FoundPartition | undefined): readonly Fact[] {
  const { trailPrefix } = bucket.options
  if (found === undefined) return [{ name: 'path', text: messages.outside(type.name, trailPrefix) }]
  const { accountId, region, flowLogId, prefix } = found.partition
  return [
    { name: 'path', text: prefix === '' ? messages.wholeBucket() : prefix },
    { name: 'account', text: messages.filtered(accountId, found.excludedBy.includes('--aws_account_id')) },
    ...(region === undefined
      ? []
      : [{ name: 'region', text: messages.filtered(region, found.excludedBy.includes('--regions')) }]),
    ...(flowLogId === undefined ? [] : [{ name: 'flow log', text: flowLogId }]),
  ]
}

async function stateFacts({ type, bucket }: Look, opened: OpenedPartition, key: string): Promise<readonly Fact[]> {
  const { marker, state, partition } = opened.context
  const { onlyLogsAfter } = bucket.options
  const { form = type.form, prefix } = partition
  const day = form.dayOf(key.slice(prefix.length))
  const hasRow = (await state.processed(key, key)).has(key)
  const retry = opened.retries.find((each) => each.key === key)
  return [
    { name: 'day', text: messages.day(day, onlyLogsAfter, dayOf(new Date())) },
    { name: 'marker', text: marker.shown },
    { name: 'look-back', text: messages.lookback(marker.startAfter, marker.lookbackEnd) },
    { name: 'state', text: messages.row(hasRow, state.firstKey, state.lastKey) },
    { name: 'retry list', text: messages.retry(retry) },
  ]
}
