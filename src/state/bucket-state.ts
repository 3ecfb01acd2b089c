import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { BucketState, PartitionState } from '../walker/types.ts'
import type { Database } from './database.ts'
import { type BucketTableName, bucketTable, partitionColumns } from './tables.ts'

/** Rows of a partition that are kept however old they are, as the Python module does. */
export const KEPT_ROWS = 500

export interface BucketStateOptions {
  readonly table: BucketTableName
  /** `bucket/prefix`, with the suffix for the types that have one, as it is stored. */
  readonly bucketPath: string
}

/** The state of a bucket; its table is created when absent, which a level-1 line tells. @throws RunError 5 */
export async function openBucketState(db: Database, { table, bucketPath }: BucketStateOptions): Promise<BucketState> {
  if (await db.ensureTable(bucketTable(table))) debug(1, messages.tableDoesNotExist())
  const columns = partitionColumns(table)
  return {
    open({ accountId, region = '', flowLogId = '' }, prefix, start = '') {
      const values = [bucketPath, accountId, region, flowLogId].slice(0, columns.length)
      return openPartition(db, table, values, prefix, `${start.replaceAll('0', '[0-9]')}*`)
    },
    async keyRange(accountId, prefix) {
      const query = `SELECT max(log_key), min(log_key) FROM ${table} WHERE bucket_path = ? AND aws_account_id = ?
        AND log_key >= ? AND substr(log_key, 1, length(?)) = ?`
      const [row] = await db.read<[string | null, string | null]>(query, bucketPath, accountId, prefix, prefix, prefix)
      return { lastKey: row?.[0] ?? undefined, firstKey: row?.[1] ?? undefined }
    },
  }
}

/**
 * @param values of the columns that tell the partition's rows
 * @param rest   pattern, for GLOB, of its keys behind the prefix
 */
async function openPartition(
  db: Database,
  table: BucketTableName,
  values: readonly string[],
  prefix: string,
  rest: string,
): Promise<PartitionState> {
  const columns = partitionColumns(table)
  const equal = columns.map((column) => `${column} = ?`).join(' AND ')
  const ours = `FROM ${table} WHERE ${equal} AND log_key >= ? AND substr(log_key, 1, length(?)) = ?
    AND substr(log_key, length(?) + 1) GLOB ?`
  const scope = [...values, prefix, prefix, prefix, prefix, rest]
  const insert = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}, log_key, processed_date, created_date)
    VALUES (${columns.map(() => '?').join(', ')}, ?, DATETIME('now'), ?)`

  const sorted = `SELECT log_key ${ours} ORDER BY log_key`
  const keys = (await db.read<[string]>(sorted, ...scope)).map(([key]) => key)
  const done = new Set(keys)
  let [firstKey] = keys
  let lastKey = keys.at(-1)

  return {
    get lastKey() {
      return lastKey
    },
    get firstKey() {
      return firstKey
    },
    keys: done,
    isProcessed: (key) => done.has(key),
    async markDone(key, createdDate) {
      await db.commit((execute) => execute(insert, ...values, key, BigInt(createdDate)))
      done.add(key)
      if (firstKey === undefined || key < firstKey) firstKey = key
      if (lastKey === undefined || key > lastKey) lastKey = key
    },
    async prune({ fromKey }) {
      if (done.size <= KEPT_ROWS) return
      const [oldestKept] = await db.read<[string]>(`${sorted} DESC LIMIT 1 OFFSET ${KEPT_ROWS - 1}`, ...scope)
      const newest = oldestKept?.[0] ?? ''
      // Both bounds are compared by SQLite, which orders as S3 does: by the bytes.
      const outside = `DELETE ${ours} AND log_key < ? AND log_key < ?`
      await db.commit((execute) => execute(outside, ...scope, newest, fromKey ?? newest))
    },
  }
}
