import { addDays, type Day, parts } from '../walker/day.ts'

/** How the keys of a partition go on behind its prefix. */
export interface KeyForm {
  /** The day as the keys have it: with the prefix in front, the marker of a first run. */
  readonly marker: (day: Day) => string
  /** The day that a key tells. @param rest the key behind the prefix @returns undefined: it has no day there */
  readonly dayOf: (rest: string) => Day | undefined
  /**
   * What every key goes on with, `0` for any digit, such as `0000/00/00`: other keys are passed over, and rows of other
   * keys are none of this partition. Default: keys go on as they like.
   */
  readonly start?: string
  /** False: the keys do not sort by day. */
  readonly isSorted?: false
}

/** `2024/01/02`: most types. */
export const SLASHED: KeyForm = { marker: (day) => parts(day).join('/'), dayOf: dayAtStart }

/** `2024-01-02`: server access logs, Umbrella. */
export const DASHED: KeyForm = { marker: (day) => parts(day).join('-'), dayOf: dayAtStart }

/** `year=2024/month=01/day=02`, as Hive has it. */
export const HIVE: KeyForm = {
  marker: (day) => {
    const [year, month, date] = parts(day)
    return `year=${year}/month=${month}/day=${date}`
  },
  dayOf: (rest) => joined(/^year=(\d{4})\/month=(\d\d)\/day=(\d\d)/.exec(rest)),
}

function dayAtStart(rest: string): Day | undefined {
  return joined(/^(\d{4})[/-](\d\d)[/-](\d\d)/.exec(rest))
}

function joined(match: RegExpExecArray | null): Day | undefined {
  return match?.slice(1).join('')
}

/** The first day that lies ahead: tomorrow has begun in some time zones, and clocks differ. */
export const firstDayAhead = (today: Day): Day => addDays(today, 2)

/** Tells whether a key is dated after tomorrow (UTC). @param prefix of the key's partition */
export function aheadCheck({ dayOf }: Pick<KeyForm, 'dayOf'>, prefix: string, today: Day): (key: string) => boolean {
  const limit = firstDayAhead(today)
  return (key) => (dayOf(key.slice(prefix.length)) ?? '') >= limit
}

/** Tells whether the rest of a key starts as its form asks. */
export function startCheck({ start }: KeyForm): (rest: string) => boolean {
  if (start === undefined) return () => true
  const pattern = new RegExp(`^${start.replaceAll('.', '\\.').replaceAll('0', '\\d')}`)
  return (rest) => pattern.test(rest)
}
