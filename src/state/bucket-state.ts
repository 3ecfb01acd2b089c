import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { Database } from './database.ts'
import { type BucketTableName, bucketTable, partitionColumns } from './tables.ts'

/** Rows of a partition that are kept however old they are, as the Python module does. */
export const KEPT_ROWS = 500

/** Whose objects. Which of the optional parts count follows from the table. */
interface StatePartition {
  readonly accountId: string
  readonly region?: string
  readonly flowLogId?: string
}

/** What the state remembers of the objects of one partition, under one prefix. */
export interface PartitionState {
  /** The greatest key processed; none: nothing was. */
  readonly lastKey: string | undefined
  /** The smallest key that the state still holds. */
  readonly firstKey: string | undefined
  /** All keys that the state holds. */
  readonly keys: ReadonlySet<string>
  /** Whether the object was processed before, as far as the state goes back. */
  isProcessed(key: string): boolean
  /**
   * Remembers an object. Committed when this returns: a killed process does not lose it.
   *
   * @param createdDate `YYYYMMDD`
   * @throws RunError 5
   */
  markDone(key: string, createdDate: number): Promise<void>
  /**
   * Forgets all but the newest 500 keys and those that the next run looks at again.
   *
   * @param keep `fromKey`: the first of those; default: there are none
   * @throws RunError 5
   */
  prune(keep: { readonly fromKey?: string }): Promise<void>
}

/** The state of a bucket (or of a prefix in it) and type. */
export interface BucketState {
  /**
   * Reads what is remembered of a partition.
   *
   * @param prefix what every key of it starts with. Where the table does not tell regions apart (load balancers),
   *               this does: a busy region must not push the keys of another one out
   * @param start  how its keys go on, `0` for any digit, such as `0000-00-00`: rows of other keys are those of other
   *               partitions. Default: they go on as they like
   * @throws RunError 5
   */
  open(partition: StatePartition, prefix: string, start?: string): Promise<PartitionState>
  /**
   * The greatest and the smallest key under a prefix of an account, of all its regions and flow logs.
   *
   * @throws RunError 5
   */
  keyRange(accountId: string, prefix: string): Promise<Pick<PartitionState, 'lastKey' | 'firstKey'>>
}

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
