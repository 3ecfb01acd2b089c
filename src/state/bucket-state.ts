import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { BucketState, PartitionState } from '../walker/state-contract.ts'
import type { Database } from './database.ts'
import type { Lookbacks } from './lookbacks.ts'
import { bucketTable, partitionColumns } from './tables.ts'

/** Rows of a partition that are kept, however old they are: as many as the Python module keeps. */
export const KEPT_ROWS = 500

export interface BucketStateOptions {
  readonly table: string
  /** `bucket/prefix`, as stored in the rows; with the suffix if the table has regions. */
  readonly bucketPath: string
  readonly lookbacks: Lookbacks
}

/** Opens the state of a bucket. A missing table is created, with a line at level 1. @throws RunError 5 */
export async function openBucketState(
  db: Database,
  { table, bucketPath, lookbacks }: BucketStateOptions,
): Promise<BucketState> {
  if (await db.ensureTable(bucketTable(table))) debug(1, messages.tableDoesNotExist())
  const columns = partitionColumns(table)
  return {
    ensureWritable: () => db.ensureWritable(),
    open({ accountId, region = '', flowLogId = '' }, prefix, { start = '', canBeMarker = () => true } = {}) {
      const values = [bucketPath, accountId, region, flowLogId].slice(0, columns.length)
      return openPartition(
        rowsOf(db, table, values, prefix, start),
        [...values, prefix].join('\n'),
        lookbacks,
        canBeMarker,
      )
    },
    async keyRange(accountId, prefix, before = lastUnder(prefix)) {
      const query = `SELECT max(log_key), min(log_key) FROM ${table} WHERE bucket_path = ? AND aws_account_id = ?
        AND log_key BETWEEN ? AND ?`
      const [row] = await db.read<[string | null, string | null]>(query, bucketPath, accountId, prefix, before)
      return { lastKey: row?.[0] ?? undefined, firstKey: row?.[1] ?? undefined }
    },
  }
}

/** The rows of a partition. Every query uses the index of the primary key, so the size of the table does not matter. */
interface Rows {
  /** @param rest further conditions, and the order */
  keys(rest: string, ...values: string[]): Promise<string[]>
  /** The first and the last key. One query: a run opens thousands of partitions. */
  ends(): Promise<readonly [first: string | null, last: string | null]>
  add(key: string, createdDate: number): Promise<void>
  /** Deletes the rows before both keys. */
  deleteBefore(one: string, other: string): Promise<void>
}

/**
 * @param values of the columns that identify the partition
 * @param start  the format of its keys after the prefix, see {@link BucketState.open}
 */
function rowsOf(db: Database, table: string, values: readonly string[], prefix: string, start: string): Rows {
  const columns = partitionColumns(table)
  const equal = columns.map((column) => `${column} = ?`).join(' AND ')
  const form = start === '' ? '' : ' AND substr(log_key, length(?) + 1) GLOB ?'
  const ours = `FROM ${table} WHERE ${equal} AND log_key BETWEEN ? AND ?${form}`
  const glob = start === '' ? [] : [prefix, `${start.replaceAll('0', '[0-9]')}*`]
  const bound = [...values, prefix, lastUnder(prefix), ...glob]
  const insert = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}, log_key, processed_date, created_date)
    VALUES (${columns.map(() => '?').join(', ')}, ?, DATETIME('now'), ?)`
  return {
    keys: async (rest, ...more) =>
      (await db.read<[string]>(`SELECT log_key ${ours} ${rest}`, ...bound, ...more)).map(([key]) => key),
    async ends() {
      const query = `SELECT (SELECT log_key ${ours} ORDER BY log_key LIMIT 1),
        (SELECT log_key ${ours} ORDER BY log_key DESC LIMIT 1)`
      const [row] = await db.read<[string | null, string | null]>(query, ...bound, ...bound)
      return row ?? [null, null]
    },
    add: (key, createdDate) => db.commit((execute) => execute(insert, ...values, key, BigInt(createdDate))),
    async deleteBefore(one, other) {
      // SQLite compares both bounds: it orders as S3 does, by the bytes.
      const before = 'AND log_key < ? AND log_key < ?'
      const some = await db.read(`SELECT 1 ${ours} ${before} LIMIT 1`, ...bound, one, other)
      if (some.length > 0) await db.commit((execute) => execute(`DELETE ${ours} ${before}`, ...bound, one, other))
    },
  }
}

/** @returns a text that sorts after every key under the prefix: keys have at most 1,024 bytes */
const lastUnder = (prefix: string): string => prefix + '\u{10ffff}'.repeat(256)

/** Keys per query in the search for one that can be a marker. */
const PAGE_KEYS = 1000

/** @param top the greatest key @returns the greatest key that can be a marker, mostly that one */
async function lastMarkerKey(
  top: string,
  rows: Rows,
  canBeMarker: (key: string) => boolean,
): Promise<string | undefined> {
  for (let keys = [top]; ; ) {
    const found = keys.find(canBeMarker)
    const last = keys.at(-1)
    if (found !== undefined || last === undefined) return found
    keys = await rows.keys(`AND log_key < ? ORDER BY log_key DESC LIMIT ${PAGE_KEYS}`, last)
  }
}

/** @param name of the partition among the look-backs */
async function openPartition(
  rows: Rows,
  name: string,
  lookbacks: Lookbacks,
  canBeMarker: (key: string) => boolean,
): Promise<PartitionState> {
  const [first, last] = await rows.ends()
  let firstKey = first !== null && canBeMarker(first) ? first : undefined
  let lastKey = last === null ? undefined : await lastMarkerKey(last, rows, canBeMarker)
  return {
    get lastKey() {
      return lastKey
    },
    get firstKey() {
      return firstKey
    },
    lastIgnoredKey: last !== null && !canBeMarker(last) ? last : undefined,
    keys: () => rows.keys('ORDER BY log_key'),
    processed: async (from, to) => new Set(await rows.keys('AND log_key BETWEEN ? AND ?', from, to)),
    firstIn: async (from, to) => (await rows.keys('AND log_key BETWEEN ? AND ? ORDER BY log_key LIMIT 1', from, to))[0],
    lastIn: async (from, to) =>
      (await rows.keys('AND log_key BETWEEN ? AND ? ORDER BY log_key DESC LIMIT 1', from, to))[0],
    hasMoreThan: async (count, from) =>
      (await rows.keys(`AND log_key >= ? ORDER BY log_key LIMIT 1 OFFSET ${count}`, from)).length > 0,
    lookedBackAt: () => lookbacks.lastOf(name),
    noteLookback: (now) => lookbacks.note(name, now),
    async markDone(key, createdDate) {
      await rows.add(key, createdDate)
      if (!canBeMarker(key)) return
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
