import { dayOf } from '../walker/day.ts'
import type { ObjectEntry } from '../walker/types.ts'

// What the state notes as `created_date`.

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
