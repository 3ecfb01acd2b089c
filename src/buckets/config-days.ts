import { KEPT_ROWS } from '../state/bucket-state.ts'
import { addDays, type Day, dayOf, parts } from '../walker/day.ts'
import { firstFutureDay, type KeyForm } from '../walker/key-forms.ts'
import type { ObjectEntry, PartitionContext } from '../walker/types.ts'

// The keys of Config contain days such as `2024/2/1`: October sorts before February. So the objects of whole years are
// listed, and the day decides which ones are new. They are processed in the order of the days, so a run that is stopped
// leaves only late objects up to the last day.

/** `2024/2/1`: months and days do not need a second digit. */
export const CONFIG_DAYS: KeyForm = {
  marker: (day) => parts(day).map(Number).join('/'),
  dayOf: (rest) => {
    const [, year, month = '', date = ''] = /^(\d{4})\/(\d\d?)\/(\d\d?)(?!\d)/.exec(rest) ?? []
    return year && `${year}${month.padStart(2, '0')}${date.padStart(2, '0')}`
  },
  isSorted: false,
}

function configDay(key: string, prefix: string): Day | undefined {
  return CONFIG_DAYS.dayOf(key.slice(prefix.length))
}

/** Starts at the beginning of the year that the look-back reaches. */
export function rewindToYear(marker: string, prefix: string, lookbackDays: number): { startAfter: string } {
  const day = configDay(marker, prefix)
  return { startAfter: prefix + (day ? parts(addDays(day, -lookbackDays))[0] : '') }
}

/** Selects objects in the order of their days: none before the requested date, and none that the state forgot. */
export async function selectByDay(listing: readonly ObjectEntry[], context: PartitionContext): Promise<ObjectEntry[]> {
  const { prefix } = context.partition
  const isWanted = wanted(context, await context.state.keys())
  const dated: { entry: ObjectEntry; day: Day }[] = []
  for (const entry of listing) {
    const day = configDay(entry.key, prefix)
    if (day === undefined) context.onPassedOver(entry.key)
    else if (isWanted(entry.key, day)) dated.push({ entry, day })
  }
  return dated.sort((a, b) => Number(a.day) - Number(b.day)).map(({ entry }) => entry)
}

function wanted(
  { partition: { prefix }, options, marker }: PartitionContext,
  known: readonly string[],
): (key: string, day: Day) => boolean {
  const ahead = firstFutureDay(dayOf(new Date()))
  const days = known
    .flatMap((key) => configDay(key, prefix) ?? [])
    .filter((day) => day < ahead)
    .sort()
  const from = options.onlyLogsAfter ?? days[0] ?? configDay(marker.shown, prefix) ?? ''
  const last = days.at(-1)
  // The state has fewer rows than it keeps: it never forgot any, so an object without a row is new.
  if (last === undefined || options.reparse || known.length < KEPT_ROWS) return (_, day) => day >= from
  const window = addDays(last, -options.lookbackDays)
  const start = window > from ? window : from
  return (key, day) => day >= start && !(day <= last && isForgotten(known, key))
}

/** The Python module keeps the greatest keys, compared as text: it forgets an October before a February. */
function isForgotten(known: readonly string[], key: string): boolean {
  const [first = ''] = known
  return known.length === KEPT_ROWS && key < first
}
