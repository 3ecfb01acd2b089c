import type { Day } from '../../walker/day.ts'

/** The statuses of an object, the best first. */
export const STATUSES = ['collected', 'waiting', 'late', 'missing', 'failed'] as const

/**
 * - `collected`: the state has a row for it, or it is older than the rows that the state keeps
 * - `waiting`: the next run takes it
 * - `late`: the same, but it has waited for too long
 * - `missing`: no run will take it
 * - `failed`: it could not be read, and will be tried again
 */
export type Status = (typeof STATUSES)[number]

export type Counts = Readonly<Partial<Record<Status, number>>>

export interface AuditedRegion {
  readonly account: string
  /** Empty if the keys do not contain it. */
  readonly region: string
  readonly days: ReadonlyMap<Day, Counts>
  readonly total: Counts
  /** One key for each status. */
  readonly examples: Readonly<Partial<Record<Status, string>>>
}

export interface IdleFlag {
  readonly flag: '--aws_account_id' | '--regions' | '--bucket'
  readonly value: string
}

export interface AuditedSource {
  readonly bucket: string
  /** `--trail_prefix` and, if it applies, `--trail_suffix`. */
  readonly path: string
  readonly type: string
  /** Its line in the file; undefined if the flags name the source. */
  readonly line?: number | undefined
  readonly error?: string
  readonly regions: readonly AuditedRegion[]
  readonly idle: readonly IdleFlag[]
}

/** An account and region in the bucket that no source reads. */
export interface UnreadRegion {
  readonly bucket: string
  readonly type: string
  readonly account: string
  readonly region: string
}

export interface Audit {
  /** The first day examined in any source, and the last one, UTC. */
  readonly since: Day
  readonly until: Day
  readonly sources: readonly AuditedSource[]
  readonly unread: readonly UnreadRegion[]
}

/** @returns the worst status with a count; undefined without objects */
export function worstOf(counts: Counts): Status | undefined {
  return STATUSES.findLast((status) => (counts[status] ?? 0) > 0)
}

/** True if one of the counted statuses requires action. */
export const hasFinding = ({ late = 0, missing = 0, failed = 0 }: Counts): boolean => late + missing + failed > 0
