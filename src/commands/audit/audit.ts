import { runErrorOf } from '../../delivery/failures.ts'
import type { BucketOptions } from '../../options.ts'
import { addDays, type Day, dayOf } from '../../walker/day.ts'
import type { AskedSource } from '../bucket-sources.ts'
import type { CommandContext } from '../contract.ts'
import { lookAtRun } from '../look-at-run.ts'
import { type Audit, type AuditedSource, hasFinding, type UnreadRegion } from './contract.ts'
import { type Bounds, inspect, regionsInBucket } from './inspect.ts'

const HOUR_MS = 3_600_000

export interface AuditOptions {
  /** Number of days examined, including today. */
  readonly days: number
  readonly lateAfterHours: number
  /** False: a source that cannot be examined is a finding. True: it ends the audit. */
  readonly stopsAtError: boolean
}

/** Compares buckets with the state. It reads listings and the state, and changes nothing. */
export async function auditSources(
  asked: readonly AskedSource[],
  { days, lateAfterHours, stopsAtError }: AuditOptions,
  context: CommandContext,
): Promise<Audit> {
  const today = dayOf(new Date())
  const bounds = { earliest: addDays(today, 1 - days), lateBefore: Date.now() - lateAfterHours * HOUR_MS }
  const looks: SourceLook[] = []
  for (const each of asked) {
    const look = lookAtSource(each, bounds, isFiltered(each.source, asked), context)
    looks.push(
      await (stopsAtError
        ? look
        : look.catch((cause: unknown) => {
            context.signal.throwIfAborted()
            return { ...noLook(each), source: { ...noLook(each).source, error: runErrorOf(cause).message } }
          })),
    )
  }
  const first = looks.flatMap(({ since }) => since ?? []).sort()[0]
  return { since: first ?? today, until: today, sources: looks.map(({ source }) => source), unread: unreadIn(looks) }
}

interface SourceLook {
  readonly source: AuditedSource
  readonly group: string
  readonly since?: Day | undefined
  /** `ACCOUNT REGION` */
  readonly read: ReadonlySet<string>
  /** All accounts and regions in the bucket, although the flags select only some. */
  readonly there: ReadonlySet<string>
}

async function lookAtSource(
  asked: AskedSource,
  bounds: Bounds,
  needsAll: boolean,
  context: CommandContext,
): Promise<SourceLook> {
  return lookAtRun(asked, context, async (run) => {
    const { regions, idle, read, since } = await inspect(run, bounds)
    const there = needsAll ? await regionsInBucket(run.type, run.bucket) : new Set<string>()
    const { source, ...rest } = noLook(asked)
    return { ...rest, source: { ...source, regions, idle }, since, read, there }
  })
}

function noLook({ source, line }: AskedSource): SourceLook {
  const { bucket, type, trailPrefix, trailSuffix } = source
  const about = { bucket, path: trailPrefix + trailSuffix, type, line }
  return { source: { ...about, regions: [], idle: [] }, group: groupOf(source), read: new Set(), there: new Set() }
}

/** Sources of a group read the same folders, except for accounts and regions. */
function groupOf({ bucket, type, trailPrefix, trailSuffix, organizationId = '' }: BucketOptions): string {
  return JSON.stringify([bucket, type, trailPrefix, trailSuffix, organizationId])
}

/** True if a source and all others of its group select accounts or regions. */
function isFiltered(source: BucketOptions, all: readonly AskedSource[]): boolean {
  const group = all.filter((each) => groupOf(each.source) === groupOf(source))
  return group.every(({ source: { accountIds, regions } }) => accountIds.length + regions.length > 0)
}

function unreadIn(looks: readonly SourceLook[]): readonly UnreadRegion[] {
  const groups = Map.groupBy(looks, ({ group }) => group)
  return [...groups.values()].flatMap((group) => {
    const { bucket = '', type = '' } = group[0]?.source ?? {}
    const names = new Set(group.flatMap(({ there }) => [...there]))
    const unread = [...names].filter((name) => !group.some(({ read }) => read.has(name))).sort()
    return unread.map((name) => {
      const [account = '', region = ''] = name.split(' ')
      return { bucket, type, account, region }
    })
  })
}

/** True if nothing has to be done. */
export function isFine({ sources, unread }: Audit): boolean {
  const isBad = ({ error, idle, regions }: AuditedSource) =>
    error !== undefined || idle.length > 0 || regions.some(({ total }) => hasFinding(total))
  return unread.length === 0 && !sources.some(isBad)
}
