import type { BucketState } from '../walker/state-contract.ts'
import { openBucketState } from './bucket-state.ts'
import { openLook } from './look.ts'
import type { LookBacks } from './look-backs.ts'
import type { BucketTableName } from './tables.ts'

export interface BucketLookOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly table: BucketTableName
  /** As in the state's rows. */
  readonly bucketPath: string
  readonly signal: AbortSignal
}

/** Whole windows are listed, and nobody is told. */
const NO_LOOK_BACKS: LookBacks = { lastOf: async () => undefined, note: async () => {} }

/**
 * Looks at the state of a bucket, which must not be written to. Where there is none yet, it is empty.
 *
 * @throws RunError 5
 */
export async function lookAtBucket<T>(
  { home, table, bucketPath, signal }: BucketLookOptions,
  look: (state: BucketState) => Promise<T>,
): Promise<T> {
  const database = await openLook({ home, name: 's3_cloudtrail', signal })
  try {
    return await look(await openBucketState(database, { table, bucketPath, lookBacks: NO_LOOK_BACKS }))
  } finally {
    database.close()
  }
}
