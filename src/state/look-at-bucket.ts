import type { BucketState } from '../walker/state-contract.ts'
import { openBucketState } from './bucket-state.ts'
import { Database } from './database.ts'
import type { LookBacks } from './look-backs.ts'
import { lookAtDatabase } from './open-database.ts'
import { type BucketTableName, bucketTable } from './tables.ts'

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
  const open = (database: Database) => openBucketState(database, { table, bucketPath, lookBacks: NO_LOOK_BACKS })
  const found = await lookAtDatabase({ home, name: 's3_cloudtrail', signal }, async (database) =>
    (await database.hasTable(table)) ? { result: await look(await open(database)) } : undefined,
  )
  if (found !== undefined) return found.result
  const { DatabaseSync } = await import('node:sqlite')
  const empty = new Database(':memory:', new DatabaseSync(':memory:'), signal)
  try {
    await empty.ensureTable(bucketTable(table))
    return await look(await open(empty))
  } finally {
    empty.close()
  }
}
