import { KEPT_ROWS } from '../state/bucket-state.ts'
import { addDays, type Day, dayOf, parts } from '../walker/day.ts'
import { firstFutureDay, type KeyForm } from '../walker/key-forms.ts'
import type { ObjectEntry, PartitionContext } from '../walker/types.ts'

// The keys of Config have days such as `2024/2/1`: October stands before February. So the objects of whole years are
// listed, and what is new is told by the day. As they are processed in the order of the days, a run that is stopped
// leaves nothing behind the last day but what arrives late.

/** `2024/2/1`: months and days need no second digit. */
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

/** Back to the start of the year that looking back reaches. */
export function rewindToYear(marker: string, prefix: string, lookbackDays: number): { startAfter: string } {
  const day = configDay(marker, prefix)
  return { startAfter: prefix + (day ? parts(addDays(day, -lookbackDays))[0] : '') }
}

/** What is to be looked at, day by day: nothing from before the date asked for, and nothing that the state forgot. */
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

/** @param known keys of the state, in order */
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
  // Fewer rows than are kept: none was ever forgotten, and whatever is not among them is new.
  if (last === undefined || options.reparse || known.length < KEPT_ROWS) return (_, day) => day >= from
  const window = addDays(last, -options.lookbackDays)
  const start = window > from ? window : from
  return (key, day) => day >= start && !(day <= last && isForgotten(known, key))
}

/** The Python module leaves the greatest keys, as text: what it processed in October goes before February. */
function isForgotten(known: readonly string[], key: string): boolean {
  const [first = ''] = known
  return known.length === KEPT_ROWS && key < first
}
