/**
 * A table of a state database. The databases are shared with the Python module, so names, order and declared types are
 * exactly those that it creates, including the quotes around the type.
 */
export interface Table {
  readonly name: string
  /** Columns in order, with their declared type. */
  readonly columns: Readonly<Record<string, string>>
  readonly primaryKey: readonly string[]
}

export const TEXT = "'text' NOT NULL"
export const INTEGER = "'integer' NOT NULL"
export const TIME = "'integer'"

/** @returns columns that have one declared type */
export const columnsOf = (type: string, ...names: readonly string[]): Table['columns'] =>
  Object.fromEntries(names.map((name) => [name, type]))

/** The columns that identify a partition: an account, a region of it, or a flow log of that. */
const PARTITION_COLUMNS = {
  account: ['bucket_path', 'aws_account_id'],
  region: ['bucket_path', 'aws_account_id', 'aws_region'],
  'flow-log': ['bucket_path', 'aws_account_id', 'aws_region', 'flow_log_id'],
} as const

/** The tables of `s3_cloudtrail.db` whose partitions are smaller than an account. */
const PARTITIONS: Readonly<Record<string, keyof typeof PARTITION_COLUMNS>> = {
  cloudtrail: 'region',
  config: 'region',
  vpcflow: 'flow-log',
}

/** @param table name of the table of a bucket type, which has a row for each processed object */
export const partitionColumns = (table: string): readonly string[] => PARTITION_COLUMNS[PARTITIONS[table] ?? 'account']

/**
 * @param paths both empty or ending in a slash
 * @returns `bucket_path` of the rows, as the Python module writes it: with the suffix if the table has regions
 */
export function bucketPathOf(
  name: string,
  bucket: string,
  { trailPrefix, trailSuffix }: { readonly trailPrefix: string; readonly trailSuffix: string },
): string {
  return `${bucket}/${trailPrefix}${partitionColumns(name).includes('aws_region') ? trailSuffix : ''}`
}

export function bucketTable(name: string): Table {
  const primaryKey = [...partitionColumns(name), 'log_key']
  return { name, columns: { ...columnsOf(TEXT, ...primaryKey, 'processed_date'), created_date: INTEGER }, primaryKey }
}

/** Version of the program that last wrote the database. */
export const METADATA: Table = { name: 'metadata', columns: { key: TEXT, value: TEXT }, primaryKey: ['key', 'value'] }

/** Inspector's scans, in `aws_services.db`. */
export const AWS_SERVICES: Table = {
  name: 'aws_services',
  columns: { service_name: TEXT, aws_account_id: TEXT, aws_region: TEXT, scan_date: TEXT },
  primaryKey: ['service_name', 'aws_account_id', 'aws_region', 'scan_date'],
}

/** The columns that identify a log stream. */
export const STREAM_KEY: readonly string[] = ['aws_region', 'aws_log_group', 'aws_log_stream']

/** The position in each CloudWatch log stream, in `aws_services.db`. */
export const CLOUDWATCH_LOGS: Table = {
  name: 'cloudwatch_logs',
  columns: { ...columnsOf(TEXT, ...STREAM_KEY), next_token: "'text'", ...columnsOf(TIME, 'start_time', 'end_time') },
  primaryKey: STREAM_KEY,
}

/** Tables of versions before `metadata`, which are dropped when it is created. */
export const DEPRECATED_TABLES: readonly string[] = ['log_progress', 'trail_progress']

/** @returns SQL that creates a table unless it exists */
export function createStatement(table: Table): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${type}`)
  return `CREATE TABLE IF NOT EXISTS ${table.name} (${columns.join(', ')}, PRIMARY KEY (${table.primaryKey.join(', ')}))`
}
