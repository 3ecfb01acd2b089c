import { cloudtrail } from './cloudtrail.ts'
import type { BucketType } from './types.ts'

/** The log types: `--type` and its error derive from the keys. A new type is one file and one row. */
export const bucketTypes = {
  cloudtrail,
} as const satisfies Record<string, BucketType>

const rows: Readonly<Record<string, BucketType>> = bucketTypes

/** The type of that name; undefined when there is none. */
export function findBucketType(name: string): BucketType | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined
}
