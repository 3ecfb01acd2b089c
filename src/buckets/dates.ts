import { dayOf } from '../walker/day.ts'
import type { ObjectEntry } from '../walker/types.ts'
import type { CreatedDate } from './contract.ts'

// The `created_date` of the state.

/**
 * `created_date` from the file's name: the second-last part between underscores, up to its `T`, as in
 * `…_20240102T0115Z_a1B2c3.json.gz`.
 */
export function createdDateOfName({ key }: ObjectEntry): CreatedDate {
  const part = key
    .slice(key.lastIndexOf('/') + 1)
    .split('_')
    .at(-2)
  if (part === undefined) return { reason: 'the file name has no date' }
  const date = part.split('T')[0] ?? ''
  if (/^\d+$/.test(date)) return { day: Number(date) }
  return { reason: `the file name has '${date}' in place of a date` }
}

/** `created_date` from the first date in the key, or otherwise the day on which the object was last written. */
export function createdDateOfKey({ key, lastModified }: ObjectEntry): CreatedDate {
  const match = /(\d{4})[/-](\d\d)[/-](\d\d)/.exec(key)
  return { day: Number(match ? `${match[1]}${match[2]}${match[3]}` : dayOf(lastModified)) }
}
