import { statfsSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import { monotonicMs } from '../monotonic-clock.ts'
import { databaseError, isBusy, isOutOfRoom } from './sqlite-errors.ts'
import { createStatement, type Table } from './tables.ts'

/** Milliseconds to wait for a file that another process locks, before the run ends with 5, `database is locked`. */
const LOCK_TIMEOUT_MS = 60_000
/** Milliseconds that SQLite itself waits, which blocks the program: long enough for a commit of another process. */
export const BUSY_TIMEOUT_MS = 100
const RETRY_DELAY_MS = 50

/** The commit that changes the journal, see {@link Database.commit}. */
const SAFE_COMMITS = 16
/** Largest size of a write-ahead log, in bytes: SQLite writes a thousand pages back at a time. */
const WRITE_AHEAD_BYTES = 8 * 1024 * 1024

/** A value of a row. Integers are bound as BigInt: a number would become `5.0` in a text column. */
export type SqlValue = string | bigint | null

export type Execute = (sql: string, ...values: SqlValue[]) => void

/** Statements that write. */
type Write = (execute: Execute) => void

/**
 * An open state database. All SQL goes through {@link read} and {@link commit}: they wait for a locked file without
 * blocking the event loop, and turn other errors into the contract's error.
 */
export class Database {
  readonly path: string
  readonly #db: DatabaseSync
  readonly #signal: AbortSignal
  readonly #lockTimeoutMs: number
  readonly #statements = new Map<string, StatementSync>()
  readonly #execute: Execute = (sql, ...values) => void this.#prepare(sql).run(...values)
  #commits = 0
  #first: Write | undefined

  /**
   * @param signal        checked while waiting for a locked file
   * @param lockTimeoutMs maximum of that waiting time
   */
  constructor(path: string, db: DatabaseSync, signal: AbortSignal, lockTimeoutMs = LOCK_TIMEOUT_MS) {
    this.path = path
    this.#db = db
    this.#signal = signal
    this.#lockTimeoutMs = lockTimeoutMs
  }

  /** @returns the rows of a query, each an array of its columns; integers are numbers @throws RunError 5 */
  read<Row extends readonly unknown[]>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#waitForLock(() => this.#prepare(sql).all(...values) as unknown as Row[])
  }

  /**
   * Runs statements that write, as one transaction. Once this returns, a killed process does not lose it. `write` may be
   * called again after the file was locked.
   *
   * A commit with the default journal costs three fsyncs. After a few commits the file gets a write-ahead log, with which
   * a commit costs none. A power failure may then lose the last rows, and their objects are sent again, but it never
   * damages the file, as it could without the fsyncs of the default journal. {@link close} switches back, and so does a
   * disk without room for the log: the default journal needs little.
   *
   * @throws RunError 5
   */
  commit(write: Write): Promise<void> {
    this.#commits += 1
    if (this.#commits === SAFE_COMMITS) this.#useWriteAheadLog()
    const first = this.#first
    this.#first = undefined
    const transaction = () =>
      this.#transaction(() => {
        first?.(this.#execute)
        write(this.#execute)
      })
    return this.#waitForLock(() => {
      try {
        transaction()
      } catch (cause) {
        if (!isOutOfRoom(cause) || !this.#leaveWriteAheadLog()) throw cause
        transaction()
      }
    })
  }

  /** Adds statements to the start of the next commit: one commit has fewer fsyncs than two. */
  beginNextCommit(write: Write): void {
    this.#first = write
  }

  /**
   * Checks that rows can be written, before anything is sent: the disk may be full, or the file read-only.
   *
   * @throws RunError 5
   */
  async ensureWritable(): Promise<void> {
    if (this.#commits > 0) return
    const [row] = await this.read<[number]>('PRAGMA user_version')
    await this.commit((execute) => execute(`PRAGMA user_version = ${row?.[0] ?? 0}`))
  }

  async hasTable(name: string): Promise<boolean> {
    return (await this.read('SELECT 1 FROM pragma_table_info(?) LIMIT 1', name)).length > 0
  }

  /** Creates a table if it does not exist. @returns true if it was created @throws RunError 5 */
  async ensureTable(table: Table): Promise<boolean> {
    if (await this.hasTable(table.name)) return false
    await this.commit((execute) => execute(createStatement(table)))
    return true
  }

  /** Writes what {@link beginNextCommit} left, if that is possible at once, and restores the default journal. */
  close(): void {
    try {
      this.#db.exec('PRAGMA busy_timeout = 0')
      const first = this.#first
      if (first !== undefined) this.#transaction(() => first(this.#execute))
      if (this.#hasWriteAheadLog()) this.#db.exec('PRAGMA main.journal_mode = DELETE')
    } catch {
      // Another run has the file open and does this at its own end; any SQLite can use the file as it is.
    }
    this.#db.close()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#db.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }

  #transaction(write: () => void): void {
    this.#prepare('BEGIN IMMEDIATE').run()
    try {
      write()
      this.#prepare('COMMIT').run()
    } catch (cause) {
      // After some errors (a full disk) SQLite has already rolled back by itself.
      if (this.#db.isTransaction) this.#prepare('ROLLBACK').run()
      throw cause
    }
  }

  #useWriteAheadLog(): void {
    if (!hasRoomFor(this.path, WRITE_AHEAD_BYTES)) return
    this.#db.exec('PRAGMA busy_timeout = 0')
    try {
      this.#db.exec('PRAGMA main.journal_mode = WAL')
      if (this.#hasWriteAheadLog()) this.#db.exec('PRAGMA synchronous = NORMAL')
    } catch {
      // Another process has the file open: the default journal is only slower.
    }
    this.#db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }

  /** @returns false if the file has none, or if another process that has it open prevents the change */
  #leaveWriteAheadLog(): boolean {
    try {
      if (!this.#hasWriteAheadLog()) return false
      this.#db.exec('PRAGMA main.journal_mode = DELETE; PRAGMA synchronous = FULL')
      return !this.#hasWriteAheadLog()
    } catch {
      return false
    }
  }

  #hasWriteAheadLog(): boolean {
    return this.#db.prepare('PRAGMA main.journal_mode').get()?.journal_mode === 'wal'
  }

  async #waitForLock<T>(action: () => T): Promise<T> {
    const deadline = monotonicMs() + this.#lockTimeoutMs
    for (let waited = false; ; waited = true) {
      try {
        return action()
      } catch (cause) {
        if (!isBusy(cause) || monotonicMs() > deadline) throw databaseError(this.path, cause)
      }
      if (!waited) debug(1, messages.databaseBusy(this.path))
      await sleep(RETRY_DELAY_MS)
      this.#signal.throwIfAborted()
    }
  }
}

function hasRoomFor(path: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= bytes
  } catch {
    return true // Not every file system reports it.
  }
}
