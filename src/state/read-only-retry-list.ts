import type { RetryList } from '../walker/state-contract.ts'
import { openLook } from './look.ts'
import { openRetryList, type RetryListOptions } from './retry-list.ts'

interface ReadOnlyRetryListOptions extends Pick<RetryListOptions, 'type' | 'bucketPath'> {
  /** Home of the manager or agent. */
  readonly home: string
  readonly signal: AbortSignal
}

/**
 * Calls `read` with the retry list of a bucket and type. What it writes is forgotten. A missing list is empty.
 *
 * @throws RunError 5
 */
export async function withReadOnlyRetryList<T>(
  { home, signal, type, bucketPath }: ReadOnlyRetryListOptions,
  read: (retries: RetryList) => Promise<T>,
): Promise<T> {
  const database = await openLook({ home, name: 'aws_s3', signal })
  try {
    return await read(openRetryList({ open: async () => database, isThere: true, type, bucketPath }))
  } finally {
    database.close()
  }
}
