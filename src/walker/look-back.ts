import { addDays, type Day, dayOf, parts } from './day.ts'
import type { KeyForm } from './key-forms.ts'
import { larger } from './marker.ts'
import type { PartitionState } from './state-contract.ts'
import type { Marker, Partition, Segment } from './types.ts'

/** Keys of one page: a window that fits in it costs no request more than looking at its end alone. */
const PAGE = 1000
const HOUR_MS = 3_600_000
/** With more names than this before the time stamps, whole days are listed: that takes fewer requests. */
const MOST_STEMS = 20

/** What of a partition a run lists. */
export interface LookBack {
  readonly segments: readonly Segment[]
  /** Set when a large window is listed as a whole: noted when all of it was processed. Milliseconds since 1970. */
  readonly lookedBackAt?: number
}

/**
 * Bounds the cost of looking back: a window of more than a page is listed as a whole once an hour, and by its last hour
 * of keys otherwise.
 *
 * @param now milliseconds since 1970
 */
export async function lookBack(
  marker: Marker,
  { prefix }: Pick<Partition, 'prefix'>,
  form: KeyForm,
  state: PartitionState,
  now: number,
): Promise<LookBack> {
  const whole = [{ startAfter: marker.startAfter }]
  const { lastKey } = state
  const looksBack = marker.startAfter < marker.quietUntil && lastKey !== undefined
  if (!looksBack || !(await state.hasMoreThan(PAGE, marker.startAfter))) return { segments: whole }
  const lookedAt = await state.lookedBackAt()
  const isRecent = lookedAt !== undefined && lookedAt <= now && now - lookedAt < HOUR_MS
  if (!isRecent) return { segments: whole, lookedBackAt: now }
  const found = (await lastHour(lastKey, prefix, form, state)) ?? [{ startAfter: marker.quietUntil }]
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

/** The segments that hold the last hour of keys before the last one. @returns undefined: the keys tell no time */
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
  const at = (hours: string, minutes = '00', seconds = '00') =>
    new Date(Date.parse(`${parts(day).join('-')}T${hours}:${minutes}:${seconds}Z`) - HOUR_MS)
  const folder = HOUR_FOLDER.exec(tail)
  if (folder) {
    const [, before = '', hours = ''] = folder
    const start = at(hours)
    return [{ startAfter: prefix + form.marker(dayOf(start)) + before + start.toISOString().slice(11, 13) }]
  }
  const seconds = SECONDS.exec(tail)
  if (seconds) {
    const start = at(seconds[1] ?? '', seconds[2], seconds[3])
    const time = start.toISOString().slice(11, 19).replaceAll(':', '-')
    return [{ startAfter: `${prefix}${form.marker(dayOf(start))}-${time}` }]
  }
  const stamped = STAMPED.exec(tail)
  return stamped ? stampedHour(at(stamped[2] ?? '', stamped[3]), dayFolders(prefix, form, day), state) : undefined
}

type DayFolders = readonly { readonly day: Day; readonly path: string }[]

/** The folders of the day before and of the day. */
function dayFolders(prefix: string, form: KeyForm, day: Day): DayFolders {
  return [addDays(day, -1), day].map((each) => ({ day: each, path: `${prefix}${form.marker(each)}/` }))
}

/** Names may differ before their time (load balancers): each has a segment of its own. */
async function stampedHour(start: Date, folders: DayFolders, state: PartitionState): Promise<readonly Segment[]> {
  const startDay = dayOf(start)
  const listed = folders.filter(({ day }) => day >= startDay)
  const found = await Promise.all(folders.map(({ path }) => stemsIn(path, state)))
  const stems = new Set(found.flat())
  const wholeDays = listed.slice(0, 1).map(({ path }) => ({ startAfter: path }))
  if (stems.size > MOST_STEMS) return wholeDays
  const stamp = `${startDay}T${start.toISOString().slice(11, 16).replace(':', '')}`
  const segments: Segment[] = []
  for (const { day, path } of listed) {
    for (const stem of stems) {
      const [from, until] = [path + stem, path + stem + BEHIND_DIGITS]
      const asked = day === startDay ? from + stamp : from
      // What is behind the newest key of the name is new, however far it lags.
      const newest = await state.lastIn(from, until)
      // A name that goes on with digits stands among the time stamps of this one.
      if (newest !== undefined && stemOf(newest, path) !== stem) return wholeDays
      segments.push({ startAfter: newest !== undefined && newest < asked ? newest : asked, until })
    }
  }
  return segments
}

/** Sorts behind every digit, and so behind every time stamp. */
const BEHIND_DIGITS = ':'

/** What stands before the time stamps in a folder; one more than {@link MOST_STEMS} at most, keys without a stamp counted. */
async function stemsIn(folder: string, state: PartitionState): Promise<readonly string[]> {
  const stems: string[] = []
  for (let from = folder; stems.length <= MOST_STEMS; ) {
    const key = await state.firstIn(from, `${folder}\u{10ffff}`)
    if (key === undefined) break
    const stem = stemOf(key, folder)
    stems.push(stem ?? key)
    from = stem === undefined ? `${key}\u0000` : folder + stem + BEHIND_DIGITS
  }
  return stems
}

function stemOf(key: string, folder: string): string | undefined {
  return STAMPED.exec(`/${key.slice(folder.length)}`)?.[1]
}

/** Segments in order that do not meet: a key is listed once. The last one has no end: all behind it is new. */
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
