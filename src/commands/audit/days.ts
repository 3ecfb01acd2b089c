import { addDays, type Day, parts } from '../../walker/day.ts'
import { type Audit, type AuditedSource, type Counts, STATUSES, type Status } from './contract.ts'

/** An account of a source, with all of its regions together. */
export interface AuditedAccount {
  readonly account: string
  readonly days: ReadonlyMap<Day, Counts>
}

export function accountsOf({ regions }: AuditedSource): readonly AuditedAccount[] {
  const groups = Map.groupBy(regions, ({ account }) => account)
  return [...groups].map(([account, members]) => {
    const days = new Map<Day, Counts>()
    for (const [day, counts] of members.flatMap((region) => [...region.days])) {
      days.set(day, sum(days.get(day) ?? {}, counts))
    }
    return { account, days }
  })
}

export function sum(a: Counts, b: Counts): Counts {
  const total: Partial<Record<Status, number>> = { ...a }
  for (const status of STATUSES) {
    const count = (a[status] ?? 0) + (b[status] ?? 0)
    if (count > 0) total[status] = count
  }
  return total
}

/** Every day of an audit, in order; future-dated objects add days after today. */
export function daysOf({ since, until, sources }: Audit): readonly Day[] {
  const found = sources.flatMap(({ regions }) => regions.flatMap(({ days }) => [...days.keys()]))
  const last = found.reduce((latest, day) => (day > latest ? day : latest), until)
  const days: Day[] = []
  for (let day = since; day <= last && days.length < MAX_DAYS; day = addDays(day, 1)) days.push(day)
  return days
}

/** An object dated centuries ahead must not create columns for all of them. */
const MAX_DAYS = 4000

/** `2024-01-02` */
export const dayText = (day: Day): string => parts(day).join('-')
