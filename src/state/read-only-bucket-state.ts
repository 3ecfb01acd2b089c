import type { BucketState } from '../walker/state-contract.ts'
import { openBucketState } from './bucket-state.ts'
import { openLook } from './look.ts'
import type { Lookbacks } from './lookbacks.ts'
import type { BucketTableName } from './tables.ts'

export interface ReadOnlyStateOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly table: BucketTableName
  /** `bucket/prefix`, as stored in the rows. */
  readonly bucketPath: string
  readonly signal: AbortSignal
}

/** Whole windows are listed every time. */
const NO_LOOKBACKS: Lookbacks = { lastOf: async () => undefined, note: async () => {} }

/**
 * Calls `read` with the state of a bucket. What it writes is forgotten. A missing state is empty.
 *
 * @throws RunError 5
 */
export async function withReadOnlyBucketState<T>(
  { home, table, bucketPath, signal }: ReadOnlyStateOptions,
  read: (state: BucketState) => Promise<T>,
): Promise<T> {
  const database = await openLook({ home, name: 's3_cloudtrail', signal })
  try {
    return await read(await openBucketState(database, { table, bucketPath, lookbacks: NO_LOOKBACKS }))
  } finally {
    database.close()
  }
}
