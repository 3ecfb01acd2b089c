import type { Retry, RetryList } from '../walker/state-contract.ts'
import type { Database } from './database.ts'
import { columnsOf, INTEGER, type Table, TEXT } from './tables.ts'

// The objects to retry, in this program's own database.

const KEY = ['log_type', 'bucket_path', 'aws_account_id', 'aws_region', 'flow_log_id', 'prefix', 'log_key']
const RETRIES: Table = {
  name: 'retries',
  columns: {
    ...columnsOf(TEXT, ...KEY, 'reason'),
    ...columnsOf(INTEGER, 'first_seen', 'attempts', 'next_attempt'),
  },
  primaryKey: KEY,
}

export interface RetryListOptions {
  /** Opens the database at its first use: most runs never need it. */
  readonly open: () => Promise<Database>
  readonly isThere: boolean
  /** Value of `--type`. */
  readonly type: string
  readonly bucketPath: string
}

type Row = [key: string, reason: string, firstSeen: number, attempts: number, nextAttempt: number]

const OF_PARTITION = RETRIES.primaryKey
  .slice(0, -1)
  .map((column) => `${column} = ?`)
  .join(' AND ')
const SELECT = `SELECT log_key, reason, first_seen, attempts, next_attempt FROM retries WHERE ${OF_PARTITION}`
const SAVE = 'INSERT OR REPLACE INTO retries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
const REMOVE = `DELETE FROM retries WHERE ${OF_PARTITION} AND log_key = ?`

export function openRetryList({ open, isThere, type, bucketPath }: RetryListOptions): RetryList {
  const partitionOf = ({ accountId, region = '', flowLogId = '', prefix }: Parameters<RetryList['of']>[0]) =>
    [type, bucketPath, accountId, region, flowLogId, prefix] as const
  return {
    async of(partition) {
      if (!isThere) return []
      const db = await open()
      if (!(await db.hasTable(RETRIES.name))) return []
      return (await db.read<Row>(SELECT, ...partitionOf(partition))).map(retryOf)
    },
    async save(partition, { key, reason, firstSeen, attempts, nextAttempt }) {
      const db = await open()
      await db.ensureTable(RETRIES)
      const numbers = [firstSeen, attempts, nextAttempt].map(BigInt)
      await db.commit((execute) => execute(SAVE, ...partitionOf(partition), key, reason, ...numbers))
    },
    async remove(partition, key) {
      const db = await open()
      await db.commit((execute) => execute(REMOVE, ...partitionOf(partition), key))
    },
  }
}

function retryOf([key, reason, firstSeen, attempts, nextAttempt]: Row): Retry {
  return { key, reason, firstSeen, attempts, nextAttempt }
}

export interface StoredRetry extends Retry {
  readonly type: string
  readonly bucketPath: string
  readonly accountId: string
}

/** @returns all retries, in the order of their first failure @throws RunError 5 */
export async function storedRetries(db: Database): Promise<StoredRetry[]> {
  if (!(await db.hasTable(RETRIES.name))) return []
  const rows = await db.read<[string, string, string, ...Row]>(
    `SELECT log_type, bucket_path, aws_account_id, log_key, reason, first_seen, attempts, next_attempt FROM retries
      ORDER BY first_seen, log_key`,
  )
  return rows.map(([type, bucketPath, accountId, ...row]) => ({ type, bucketPath, accountId, ...retryOf(row) }))
}
