import { addDays, type Day, parts } from './day.ts'

/** The format of the keys of a partition after its prefix. */
export interface KeyForm {
  /** @returns the day as keys contain it; with the prefix before it, it is the marker of a first run */
  readonly marker: (day: Day) => string
  /** @param rest the key after the prefix @returns its day; undefined if it contains none */
  readonly dayOf: (rest: string) => Day | undefined
  /**
   * The start of every key after the prefix, with `0` for any digit: `0000/00/00`. Keys with another start are passed
   * over, and their rows belong to other partitions. Default: any start.
   */
  readonly start?: string
  /** True if the keys sort by day. Default: true. */
  readonly isSorted?: false
}

/** `2024/01/02`: most types. */
export const SLASHED: KeyForm = { marker: (day) => parts(day).join('/'), dayOf: dayAtStart }

/** `2024-01-02`: server access logs, Umbrella. */
export const DASHED: KeyForm = { marker: (day) => parts(day).join('-'), dayOf: dayAtStart }

/** `year=2024/month=01/day=02`: Hive's format. */
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

/** @returns the first day that counts as future; tomorrow does not, since it has begun in some time zones */
export const firstFutureDay = (today: Day): Day => addDays(today, 2)

/** @param prefix of the partition @returns a function that is true for keys dated after tomorrow (UTC) */
export function futureDateCheck(
  { dayOf }: Pick<KeyForm, 'dayOf'>,
  prefix: string,
  today: Day,
): (key: string) => boolean {
  const future = firstFutureDay(today)
  return (key) => (dayOf(key.slice(prefix.length)) ?? '') >= future
}

/** @returns a function that is true for keys, without their prefix, with the {@link KeyForm.start} of the form */
export function startCheck({ start }: KeyForm): (rest: string) => boolean {
  if (start === undefined) return () => true
  const pattern = new RegExp(`^${start.replaceAll('.', '\\.').replaceAll('0', '\\d')}`)
  return (rest) => pattern.test(rest)
}
