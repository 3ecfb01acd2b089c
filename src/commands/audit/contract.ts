import type { Day } from '../../walker/day.ts'

/** What became of an object, the best first. */
export const STATUSES = ['collected', 'waiting', 'late', 'missing', 'failed'] as const

/**
 * - `collected`: the state remembers it, or it is older than what the state still remembers
 * - `waiting`: the next run takes it
 * - `late`: so, too, but it has waited for too long
 * - `missing`: no run takes it any more
 * - `failed`: it could not be read, and is tried again
 */
export type Status = (typeof STATUSES)[number]

export type Counts = Readonly<Partial<Record<Status, number>>>

/** What was found of an account and region. */
export interface AuditedRegion {
  readonly account: string
  /** Empty: the keys tell none. */
  readonly region: string
  readonly days: ReadonlyMap<Day, Counts>
  readonly total: Counts
  /** One of the keys of each status. */
  readonly examples: Readonly<Partial<Record<Status, string>>>
}

/** A flag without anything to read. */
export interface IdleFlag {
  readonly flag: '--aws_account_id' | '--regions' | '--bucket'
  readonly value: string
}

/** What was found of a source. */
export interface AuditedSource {
  readonly bucket: string
  /** `--trail_prefix` and, where it counts, `--trail_suffix`. */
  readonly path: string
  readonly type: string
  /** Where it stands; none: the flags are it. */
  readonly line?: number
  /** Why it could not be looked at. */
  readonly error?: string
  readonly regions: readonly AuditedRegion[]
  readonly idle: readonly IdleFlag[]
}

/** An account and region that lies in the bucket and that no source reads. */
export interface UnreadRegion {
  readonly bucket: string
  readonly type: string
  readonly account: string
  readonly region: string
}

export interface Audit {
  /** The first day that was looked at anywhere, and the last one, UTC. */
  readonly since: Day
  readonly until: Day
  readonly sources: readonly AuditedSource[]
  readonly unread: readonly UnreadRegion[]
}

/** The worst of what was counted; undefined: nothing was. */
export function worstOf(counts: Counts): Status | undefined {
  return STATUSES.findLast((status) => (counts[status] ?? 0) > 0)
}

/** Whether somebody should do something about it. */
export const isFinding = (status: Status): boolean => status !== 'collected' && status !== 'waiting'
