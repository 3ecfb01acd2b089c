import { addDays, type Day, dayOf, parts } from './day.ts'
import type { KeyForm } from './key-forms.ts'
import { larger } from './marker.ts'
import type { PartitionState } from './state-contract.ts'
import type { Marker, Partition, Segment } from './types.ts'

/** Keys of a page. A window of one page costs no more requests than its last hour. */
const PAGE_KEYS = 1000
const HOUR_MS = 3_600_000
/** If there are more stems, listing whole days takes fewer requests. */
const MAX_STEMS = 20

export interface Lookback {
  readonly segments: readonly Segment[]
  /**
   * Time of this listing in milliseconds since 1970, to be saved once all of it is processed. Undefined if only the
   * last hour of the window is listed, or the window is small.
   */
  readonly lookedBackAt?: number
}

/**
 * Bounds the cost of looking back: a window of more than a page is listed as a whole once an hour, and otherwise from
 * the last hour of its keys on.
 *
 * @param now milliseconds since 1970
 */
export async function planLookback(
  marker: Marker,
  { prefix }: Pick<Partition, 'prefix'>,
  form: KeyForm,
  state: PartitionState,
  now: number,
): Promise<Lookback> {
  const whole = [{ startAfter: marker.startAfter }]
  const { lastKey } = state
  const looksBack = marker.startAfter < marker.lookbackEnd && lastKey !== undefined
  if (!looksBack || !(await state.hasMoreThan(PAGE_KEYS, marker.startAfter))) return { segments: whole }
  const lookedBackAt = await state.lookedBackAt()
  const isRecent = lookedBackAt !== undefined && lookedBackAt <= now && now - lookedBackAt < HOUR_MS
  if (!isRecent) return { segments: whole, lookedBackAt: now }
  const found = (await lastHour(lastKey, prefix, form, state)) ?? [{ startAfter: marker.lookbackEnd }]
  const bounded = found.map(({ startAfter, ...rest }) => ({
    startAfter: larger(startAfter, marker.startAfter),
    ...rest,
  }))
  return { segments: merged(bounded) }
}

/** A folder of an hour, with or without Hive's name: `/03/`. */
const HOUR_FOLDER = /^(\/(?:hour=)?)(\d\d)\//
/** Access logs: `-03-04-05-`. */
const SECONDS = /^-(\d\d)-(\d\d)-(\d\d)/
/** A file name with its time: `/123456789012_CloudTrail_us-east-1_20240102T0304Z_…`. */
const STAMPED = /^\/([^/]*?)\d{8}T(\d\d)(\d\d)\d*Z/

/** @returns the segments with the last hour of keys; undefined if the keys contain no time */
async function lastHour(
  lastKey: string,
  prefix: string,
  form: KeyForm,
  state: PartitionState,
): Promise<readonly Segment[] | undefined> {
  const rest = lastKey.slice(prefix.length)
  const day = form.dayOf(rest)
  if (day === undefined) return undefined
  const tail = rest.slice(form.marker(day).length)
  const hourBefore = (hours: string, minutes = '00', seconds = '00') =>
    new Date(Date.parse(`${parts(day).join('-')}T${hours}:${minutes}:${seconds}Z`) - HOUR_MS)
  const folder = HOUR_FOLDER.exec(tail)
  if (folder) {
    const [, before = '', hours = ''] = folder
    const start = hourBefore(hours)
    return [{ startAfter: prefix + form.marker(dayOf(start)) + before + start.toISOString().slice(11, 13) }]
  }
  const seconds = SECONDS.exec(tail)
  if (seconds) {
    const start = hourBefore(seconds[1] ?? '', seconds[2], seconds[3])
    const time = start.toISOString().slice(11, 19).replaceAll(':', '-')
    return [{ startAfter: `${prefix}${form.marker(dayOf(start))}-${time}` }]
  }
  const stamped = STAMPED.exec(tail)
  if (!stamped) return undefined
  return stampedHour(hourBefore(stamped[2] ?? '', stamped[3]), dayFolders(prefix, form, day), state)
}

type DayFolders = readonly { readonly day: Day; readonly path: string }[]

/** @returns the folders of a day and of the day before, in order */
function dayFolders(prefix: string, form: KeyForm, day: Day): DayFolders {
  return [addDays(day, -1), day].map((each) => ({ day: each, path: `${prefix}${form.marker(each)}/` }))
}

/** Names of files may differ before their time stamp (load balancers): each such stem has its own segment. */
async function stampedHour(start: Date, folders: DayFolders, state: PartitionState): Promise<readonly Segment[]> {
  const startDay = dayOf(start)
  const listed = folders.filter(({ day }) => day >= startDay)
  const found = await Promise.all(folders.map(({ path }) => stemsIn(path, state)))
  const stems = new Set(found.flat())
  const wholeDays = listed.slice(0, 1).map(({ path }) => ({ startAfter: path }))
  if (stems.size > MAX_STEMS) return wholeDays
  const stamp = `${startDay}T${start.toISOString().slice(11, 16).replace(':', '')}`
  const segments: Segment[] = []
  for (const { day, path } of listed) {
    for (const stem of stems) {
      const [from, until] = [path + stem, path + stem + AFTER_DIGITS]
      const hourStart = day === startDay ? from + stamp : from
      // Keys after the newest one of the stem are new, however late they are.
      const newest = await state.lastIn(from, until)
      // Keys of a stem that continues with digits sort among the time stamps of this one.
      if (newest !== undefined && stemOf(newest, path) !== stem) return wholeDays
      segments.push({ startAfter: newest !== undefined && newest < hourStart ? newest : hourStart, until })
    }
  }
  return segments
}

/** Sorts after every digit, and so after every time stamp. */
const AFTER_DIGITS = ':'

/**
 * @returns the stems of a folder: the starts of its file names, up to the time stamp. A key without a time stamp is its
 * own stem. The search ends after {@link MAX_STEMS} and one more
 */
async function stemsIn(folder: string, state: PartitionState): Promise<readonly string[]> {
  const stems: string[] = []
  for (let from = folder; stems.length <= MAX_STEMS; ) {
    const key = await state.firstIn(from, `${folder}\u{10ffff}`)
    if (key === undefined) break
    const stem = stemOf(key, folder)
    stems.push(stem ?? key)
    from = stem === undefined ? `${key}\u0000` : folder + stem + AFTER_DIGITS
  }
  return stems
}

function stemOf(key: string, folder: string): string | undefined {
  return STAMPED.exec(`/${key.slice(folder.length)}`)?.[1]
}

/** @returns the segments in order, without overlaps; the last one has no end, since every key after it is new */
function merged(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = []
  for (const segment of segments.toSorted((a, b) => (a.startAfter < b.startAfter ? -1 : 1))) {
    const before = result.at(-1)
    if (before?.until === undefined || segment.until === undefined || before.until <= segment.startAfter) {
      result.push(segment)
    } else {
      result[result.length - 1] = { ...before, until: larger(before.until, segment.until) }
    }
  }
  return result.map(({ startAfter, until }, n) =>
    until === undefined || n === result.length - 1 ? { startAfter } : { startAfter, until },
  )
}
