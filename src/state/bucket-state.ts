import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { BucketState, PartitionState } from '../walker/state-contract.ts'
import type { Database } from './database.ts'
import type { LookBacks } from './look-backs.ts'
import { type BucketTableName, bucketTable, partitionColumns } from './tables.ts'

/** Rows of a partition that are kept however old they are, as the Python module does. */
export const KEPT_ROWS = 500

export interface BucketStateOptions {
  readonly table: BucketTableName
  /** `bucket/prefix`, with the suffix for the types that have one, as it is stored. */
  readonly bucketPath: string
  readonly lookBacks: LookBacks
}

/** The state of a bucket; its table is created when absent, which a level-1 line tells. @throws RunError 5 */
export async function openBucketState(
  db: Database,
  { table, bucketPath, lookBacks }: BucketStateOptions,
): Promise<BucketState> {
  if (await db.ensureTable(bucketTable(table))) debug(1, messages.tableDoesNotExist())
  const columns = partitionColumns(table)
  return {
    ensureWritable: () => db.ensureWritable(),
    open({ accountId, region = '', flowLogId = '' }, prefix, { start = '', counts = () => true } = {}) {
      const values = [bucketPath, accountId, region, flowLogId].slice(0, columns.length)
      return openPartition(rowsOf(db, table, values, prefix, start), [...values, prefix].join('\n'), lookBacks, counts)
    },
    async keyRange(accountId, prefix, before = lastUnder(prefix)) {
      const query = `SELECT max(log_key), min(log_key) FROM ${table} WHERE bucket_path = ? AND aws_account_id = ?
        AND log_key BETWEEN ? AND ?`
      const [row] = await db.read<[string | null, string | null]>(query, bucketPath, accountId, prefix, before)
      return { lastKey: row?.[0] ?? undefined, firstKey: row?.[1] ?? undefined }
    },
  }
}

/** The rows of a partition. Every query is answered from the index of the primary key, whatever the table holds. */
interface Rows {
  /** @param rest what follows `WHERE`, such as an order */
  keys(rest: string, ...values: string[]): Promise<string[]>
  add(key: string, createdDate: number): Promise<void>
  /** Deletes the rows before both keys. */
  deleteBefore(one: string, other: string): Promise<void>
}

/**
 * @param values of the columns that tell the partition's rows
 * @param start  how its keys go on behind the prefix, see {@link BucketState.open}
 */
function rowsOf(db: Database, table: BucketTableName, values: readonly string[], prefix: string, start: string): Rows {
  const columns = partitionColumns(table)
  const equal = columns.map((column) => `${column} = ?`).join(' AND ')
  const form = start === '' ? '' : ' AND substr(log_key, length(?) + 1) GLOB ?'
  const ours = `FROM ${table} WHERE ${equal} AND log_key BETWEEN ? AND ?${form}`
  const glob = start === '' ? [] : [prefix, `${start.replaceAll('0', '[0-9]')}*`]
  const scope = [...values, prefix, lastUnder(prefix), ...glob]
  const insert = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}, log_key, processed_date, created_date)
    VALUES (${columns.map(() => '?').join(', ')}, ?, DATETIME('now'), ?)`
  return {
    keys: async (rest, ...more) =>
      (await db.read<[string]>(`SELECT log_key ${ours} ${rest}`, ...scope, ...more)).map(([key]) => key),
    add: (key, createdDate) => db.commit((execute) => execute(insert, ...values, key, BigInt(createdDate))),
    async deleteBefore(one, other) {
      // SQLite compares both bounds: it orders as S3 does, by the bytes.
      const before = 'AND log_key < ? AND log_key < ?'
      const some = await db.read(`SELECT 1 ${ours} ${before} LIMIT 1`, ...scope, one, other)
      if (some.length > 0) await db.commit((execute) => execute(`DELETE ${ours} ${before}`, ...scope, one, other))
    },
  }
}

/** No key under the prefix sorts behind this: keys have at most 1,024 bytes. */
const lastUnder = (prefix: string): string => prefix + '\u{10ffff}'.repeat(256)

/** Keys that are read at a time to find one that counts. */
const PAGE = 1000

/** The greatest keys, in falling order. @param before only keys before this one. Default: all */
type GreatestKeys = (count: number, before?: string) => Promise<readonly string[]>

/** The greatest key that counts: almost always the greatest one. @param top greatest keys, in falling order */
async function lastCounting(
  top: readonly string[],
  greatest: GreatestKeys,
  counts: (key: string) => boolean,
): Promise<string | undefined> {
  for (let keys = top; ; ) {
    const found = keys.find(counts)
    const last = keys.at(-1)
    if (found !== undefined || last === undefined) return found
    keys = await greatest(PAGE, last)
  }
}

/** @param name of the partition among the look-backs */
async function openPartition(
  rows: Rows,
  name: string,
  lookBacks: LookBacks,
  counts: (key: string) => boolean,
): Promise<PartitionState> {
  const greatest: GreatestKeys = (count, before) => {
    const order = `ORDER BY log_key DESC LIMIT ${count}`
    return before === undefined ? rows.keys(order) : rows.keys(`AND log_key < ? ${order}`, before)
  }
  const [first, top] = await Promise.all([rows.keys('ORDER BY log_key LIMIT 1'), greatest(1)])
  let firstKey = first.find(counts)
  let lastKey = await lastCounting(top, greatest, counts)
  return {
    get lastKey() {
      return lastKey
    },
    get firstKey() {
      return firstKey
    },
    notCounting: top.find((key) => !counts(key)),
    keys: () => rows.keys('ORDER BY log_key'),
    processed: async (from, to) => new Set(await rows.keys('AND log_key BETWEEN ? AND ?', from, to)),
    firstIn: async (from, to) => (await rows.keys('AND log_key BETWEEN ? AND ? ORDER BY log_key LIMIT 1', from, to))[0],
    lastIn: async (from, to) =>
      (await rows.keys('AND log_key BETWEEN ? AND ? ORDER BY log_key DESC LIMIT 1', from, to))[0],
    hasMoreThan: async (count, from) =>
      (await rows.keys(`AND log_key >= ? ORDER BY log_key LIMIT 1 OFFSET ${count}`, from)).length > 0,
    lookedBackAt: () => lookBacks.lastOf(name),
    noteLookBack: (now) => lookBacks.note(name, now),
    async markDone(key, createdDate) {
      await rows.add(key, createdDate)
      if (!counts(key)) return
      if (firstKey === undefined || key < firstKey) firstKey = key
      if (lastKey === undefined || key > lastKey) lastKey = key
    },
    async prune({ fromKey }) {
      if (lastKey === undefined) return
      const nth = `AND log_key <= ? ORDER BY log_key DESC LIMIT 1 OFFSET ${KEPT_ROWS - 1}`
      const [newest] = await rows.keys(nth, lastKey)
      if (newest !== undefined) await rows.deleteBefore(newest, fromKey ?? newest)
    },
  }
}
