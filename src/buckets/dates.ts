import { type Day, dayOf, parts } from '../walker/day.ts'
import type { ObjectEntry } from '../walker/types.ts'
import type { Partition } from './types.ts'

// How the keys of the log types tell their day, and what the state notes as `created_date`.

/** `2024/01/02`: most types. */
export const slashed = (day: Day): string => parts(day).join('/')

/** `2024-01-02`: server access logs, Umbrella. */
export const dashed = (day: Day): string => parts(day).join('-')

/** The day of a key whose date stands right after the prefix, with slashes or dashes. */
export function dayAfterPrefix(key: string, prefix: string): Day | undefined {
  const match = /^(\d{4})[/-](\d\d)[/-](\d\d)/.exec(key.slice(prefix.length))
  return match ? `${match[1]}${match[2]}${match[3]}` : undefined
}

/** Whether a date stands right after the prefix: other objects there are none of the type's. */
export function isDated({ key }: ObjectEntry, { prefix }: Partition): boolean {
  return dayAfterPrefix(key, prefix) !== undefined
}

/**
 * `created_date` from the file's name: the second-last part between underscores, up to its `T`, as in
 * `…_20240102T0115Z_a1B2c3.json.gz`.
 *
 * @returns the reason as a text when the name has no such part
 */
export function createdDateOfName({ key }: ObjectEntry): number | string {
  const part = key
    .slice(key.lastIndexOf('/') + 1)
    .split('_')
    .at(-2)
  if (part === undefined) return 'the file name has no date'
  const date = part.split('T')[0] ?? ''
  return /^\d+$/.test(date) ? Number(date) : `the file name has '${date}' in place of a date`
}

/** `created_date` from the first date in the key, or else the day the object was last written. */
export function createdDateOfKey({ key, lastModified }: ObjectEntry): number {
  const match = /(\d{4})[/-](\d\d)[/-](\d\d)/.exec(key)
  return Number(match ? `${match[1]}${match[2]}${match[3]}` : dayOf(lastModified))
}
