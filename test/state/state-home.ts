import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach } from 'vitest'
import type { Database } from '../../src/state/database.ts'
import { type DatabaseOptions, openDatabase } from '../../src/state/open-database.ts'

/** A manager's home with a folder for the state, and what tests do with it. */
export class StateHome {
  root = ''
  ending = new AbortController()

  /** A home that is fresh for each test of a file. */
  static forEachTest(): StateHome {
    const home = new StateHome()
    beforeEach(() => home.make())
    afterEach(() => home.remove())
    return home
  }

  get folder(): string {
    return join(this.root, 'wodles', 'aws')
  }

  get buckets(): string {
    return join(this.folder, 's3_cloudtrail.db')
  }

  private make(): void {
    this.root = mkdtempSync(join(tmpdir(), 'state-'))
    this.ending = new AbortController()
    mkdirSync(this.folder, { recursive: true })
  }

  open(name: DatabaseOptions['name'] = 's3_cloudtrail', version = 'v4.14.7'): Promise<Database> {
    return openDatabase({ home: this.root, name, version, signal: this.ending.signal })
  }

  /** Runs SQL beside the program, as another user of the file would. */
  sql(text: string, path = this.buckets): unknown[] {
    const db = new DatabaseSync(path, { timeout: 1000 })
    try {
      return db
        .prepare(text)
        .all()
        .map((row) => Object.values(row))
    } finally {
      db.close()
    }
  }

  /** How SQLite answers a statement, a line for each step. @param values how many it takes */
  plan(text: string, values: number): string[] {
    const db = new DatabaseSync(this.buckets, { timeout: 1000 })
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...Array<string>(values).fill(''))
    db.close()
    return rows.map(({ detail }) => String(detail))
  }

  /** Makes the buckets' database out of a file under `fixtures/databases`. */
  load(fixture: string): void {
    const db = new DatabaseSync(this.buckets)
    db.exec(readFileSync(new URL(`../../fixtures/databases/${fixture}`, import.meta.url), 'utf8'))
    db.close()
  }

  private remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
