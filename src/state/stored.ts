import type { Database } from './database.ts'
import { AWS_SERVICES, CLOUDWATCH_LOGS, partitionColumns } from './tables.ts'

/** The allowed values of columns. An empty list allows all. */
export type Condition = Readonly<Record<string, readonly string[]>>

/** The stored rows of an account, of a region of it, or of a flow log of that. */
export interface StoredPartition {
  readonly bucketPath: string
  readonly accountId: string
  /** Null if the table has no regions, as the flow log is if it has no flow logs. */
  readonly region: string | null
  readonly flowLogId: string | null
  readonly objects: number
  readonly firstKey: string
  readonly lastKey: string
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly lastProcessed: string
}

/** The position in a log stream. Times are milliseconds since 1970. */
export interface StoredStream {
  readonly region: string
  readonly group: string
  readonly stream: string
  readonly startTime: number | null
  readonly endTime: number | null
}

/** The stored scans of a service, for an account and region. */
export interface StoredScans {
  readonly service: string
  readonly accountId: string
  readonly region: string
  readonly scans: number
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly lastScan: string
}

type PartitionRow = [string, string, string | null, string | null, number, string, string, string]

/** @returns the partitions in the table of a bucket type @throws RunError 5 */
export async function storedPartitions(
  db: Database,
  table: string,
  condition: Condition = {},
): Promise<StoredPartition[]> {
  const known = partitionColumns(table)
  const columns = ['bucket_path', 'aws_account_id', 'aws_region', 'flow_log_id']
  const selected = columns.map((column) => (known.includes(column) ? column : 'NULL'))
  const found = [...selected, 'count(*)', 'min(log_key)', 'max(log_key)', 'max(processed_date)']
  const rows = await select<PartitionRow>(db, table, found, condition, `GROUP BY ${known} ORDER BY ${known}`)
  return rows.map(([bucketPath, accountId, region, flowLogId, objects, firstKey, lastKey, lastProcessed]) => {
    return { bucketPath, accountId, region, flowLogId, objects, firstKey, lastKey, lastProcessed }
  })
}

type StreamRow = [string, string, string, number | null, number | null]

/** @returns the log streams of CloudWatch Logs @throws RunError 5 */
export async function storedStreams(db: Database, condition: Condition = {}): Promise<StoredStream[]> {
  const name = ['aws_region', 'aws_log_group', 'aws_log_stream']
  const columns = [...name, 'start_time', 'end_time']
  const rows = await select<StreamRow>(db, CLOUDWATCH_LOGS.name, columns, condition, `ORDER BY ${name}`)
  return rows.map(([region, group, stream, startTime, endTime]) => ({ region, group, stream, startTime, endTime }))
}

type ScansRow = [string, string, string, number, string]

/** @returns the scans of Inspector @throws RunError 5 */
export async function storedScans(db: Database, condition: Condition = {}): Promise<StoredScans[]> {
  const scope = ['service_name', 'aws_account_id', 'aws_region']
  const columns = [...scope, 'count(*)', 'max(scan_date)']
  const rows = await select<ScansRow>(db, AWS_SERVICES.name, columns, condition, `GROUP BY ${scope} ORDER BY ${scope}`)
  return rows.map(([service, accountId, region, scans, lastScan]) => ({ service, accountId, region, scans, lastScan }))
}

/** Deletes rows durably. @returns their number @throws RunError 5 */
export async function forgetRows(db: Database, table: string, condition: Condition): Promise<number> {
  const { where, values } = whereOf(condition)
  await db.commit((execute) => execute(`DELETE FROM ${table} ${where}`, ...values))
  const [row] = await db.read<[number]>('SELECT changes()')
  return row?.[0] ?? 0
}

/** @returns an empty list if the table does not exist */
async function select<Row extends readonly unknown[]>(
  db: Database,
  table: string,
  columns: readonly string[],
  condition: Condition,
  rest: string,
): Promise<Row[]> {
  if (!(await db.hasTable(table))) return []
  const { where, values } = whereOf(condition)
  return db.read<Row>(`SELECT ${columns} FROM ${table} ${where} ${rest}`, ...values)
}

function whereOf(condition: Condition): { readonly where: string; readonly values: readonly string[] } {
  const asked = Object.entries(condition).filter(([, allowed]) => allowed.length > 0)
  if (asked.length === 0) return { where: '', values: [] }
  const parts = asked.map(([column, allowed]) => `${column} IN (${allowed.map(() => '?')})`)
  return { where: `WHERE ${parts.join(' AND ')}`, values: asked.flatMap(([, allowed]) => allowed) }
}
