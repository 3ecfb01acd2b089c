import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** DuckDB: a writer and a reader of Parquet that shares no code with ours. */
export interface Duck {
  /** A folder for files, deleted by {@link Duck.close}. */
  readonly folder: string
  run(sql: string): Promise<void>
  /** Writes the result of a query; `options` as in DuckDB's COPY. */
  write(query: string, options?: string): Promise<Uint8Array>
  /** Rows of a query as JSON, parsed; `FILE` in it stands for the file. */
  read(file: Uint8Array | string, query: string): Promise<unknown[]>
  close(): void
}

export async function openDuck(): Promise<Duck> {
  const folder = mkdtempSync(join(tmpdir(), 'aws-s3-parquet-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run("set timezone = 'UTC'")
  return {
    folder,
    run: async (sql) => void (await connection.run(sql)),
    write: (query, options) => write(connection, join(folder, 'written.parquet'), query, options),
    read: (file, query) => read(connection, join(folder, 'read.parquet'), file, query),
    close: () => {
      connection.closeSync()
      rmSync(folder, { recursive: true })
    },
  }
}

async function write(connection: DuckDBConnection, path: string, query: string, options = 'compression snappy') {
  await connection.run(`copy (${query}) to '${path}' (format parquet, ${options})`)
  return readFileSync(path)
}

async function read(connection: DuckDBConnection, path: string, file: Uint8Array | string, query: string) {
  if (typeof file !== 'string') writeFileSync(path, file)
  const source = `read_parquet('${typeof file === 'string' ? file : path}')`
  const result = await connection.runAndReadAll(
    `select to_json(row)::varchar from (${query.replace('FILE', source)}) row`,
  )
  return result.getRows().map(([json]) => JSON.parse(String(json)))
}
