import type { BucketState, RetryList } from '../walker/state-contract.ts'
import { openBucketState } from './bucket-state.ts'
import { openLook } from './look.ts'
import type { Lookbacks } from './lookbacks.ts'
import { openRetryList } from './retry-list.ts'

export interface ReadOnlyStateOptions {
  readonly home: string
  readonly table: string
  /** `bucket/prefix`, as stored in the rows. */
  readonly bucketPath: string
  /** Value of `--type`. */
  readonly type: string
  readonly signal: AbortSignal
}

/** Whole windows are listed every time. */
const NO_LOOKBACKS: Lookbacks = { lastOf: async () => undefined, note: async () => {} }

/**
 * Calls `read` with the state of a bucket and its retry list. What it writes is forgotten. Missing databases are empty.
 *
 * @throws RunError 5
 */
export async function withReadOnlyState<T>(
  { home, signal, table, bucketPath, type }: ReadOnlyStateOptions,
  read: (state: BucketState, retries: RetryList) => Promise<T>,
): Promise<T> {
  const rows = await openLook({ home, name: 's3_cloudtrail', signal })
  try {
    const own = await openLook({ home, name: 'aws_s3', signal })
    try {
      const state = await openBucketState(rows, { table, bucketPath, lookbacks: NO_LOOKBACKS })
      return await read(state, openRetryList({ open: async () => own, isThere: true, type, bucketPath }))
    } finally {
      own.close()
    }
  } finally {
    rows.close()
  }
}
