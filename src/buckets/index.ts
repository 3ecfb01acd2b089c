import { cloudtrail } from './cloudtrail.ts'
import type { BucketType } from './types.ts'

/** The log types: `--type` and its error derive from the keys. A new type is one file and one row. */
export const bucketTypes = {
  cloudtrail,
} as const satisfies Record<string, BucketType>

export type BucketTypeName = keyof typeof bucketTypes

/** Whether there is a type of that name. */
export function isBucketTypeName(name: string): name is BucketTypeName {
  return Object.hasOwn(bucketTypes, name)
}
