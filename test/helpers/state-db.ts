import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Home } from './home.ts'

/** A row by its columns. */
export type Row = Record<string, string | number | null>

const DATABASES = ['s3_cloudtrail', 'aws_services']
const MAGIC = 'SQLite format 3\0'

/** Every table of the home's state databases as `database.table`; other files are ignored. */
export function readState(home: Home): Record<string, Row[]> {
  const tables: Record<string, Row[]> = {}
  for (const name of DATABASES) {
    const path = join(home.state, `${name}.db`)
    if (!existsSync(path) || readFileSync(path).toString('latin1', 0, MAGIC.length) !== MAGIC) continue
    const db = new DatabaseSync(path, { timeout: 5000 })
    const names = db.prepare(`SELECT tbl_name AS name FROM sqlite_master
      WHERE type = 'table' AND tbl_name NOT LIKE 'sqlite_%' ORDER BY 1`)
    for (const { name: table } of names.all()) {
      tables[`${name}.${table}`] = db.prepare(`SELECT * FROM ${table}`).all() as Row[]
    }
    db.close()
  }
  return tables
}

/** Runs SQL in a state database of the home, which is created if it is missing. */
export function writeState(home: Home, database: string, sql: string): void {
  const db = new DatabaseSync(join(home.state, `${database}.db`))
  db.exec(sql)
  db.close()
}
