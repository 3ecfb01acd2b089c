import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { getSystemErrorMessage } from 'node:util'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/state.ts'
import { monotonicMs } from '../monotonic-clock.ts'
import { copyDatabase } from './copy-database.ts'
import { BUSY_TIMEOUT_MS, Database } from './database.ts'
import { type DatabaseOptions, databasePath } from './open-database.ts'
import { databaseError, isBusy, primaryCode } from './sqlite-errors.ts'

export type LookOptions = Omit<DatabaseOptions, 'version'>

/** Milliseconds to wait for a commit of another process, before a query fails and before the file is copied. */
const READ_TIMEOUT_MS = 5_000
const COPY_AFTER_MS = 1_000
const RETRY_DELAY_MS = 50

/**
 * Opens a state database for reading. Writes go to memory and are dropped, so no file of the home changes. A missing
 * database is empty.
 *
 * @throws RunError 5 if the file cannot be used
 */
export async function openLook({ home, name, signal }: LookOptions): Promise<Database> {
  const path = databasePath(home, name)
  const memory = new DatabaseSync(':memory:', { timeout: BUSY_TIMEOUT_MS })
  try {
    const isThere = exists(path)
    if (isThere) await attach(memory, path)
    return new LookDatabase(path, memory, signal, isThere)
  } catch (cause) {
    memory.close()
    throw lookError(path, cause)
  }
}

/** A folder that cannot be read is not a missing file: its rows would count as new. @throws Error of the system */
function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function lookError(path: string, cause: unknown): unknown {
  const { errno } = cause as NodeJS.ErrnoException
  if (typeof errno !== 'number') return databaseError(path, cause)
  return new RunError(ExitCode.databaseUnusable, messages.databaseUnusable(path, getSystemErrorMessage(errno)), {
    cause,
  })
}

/**
 * Calls `look` with a state database that {@link openLook} opens.
 *
 * @returns undefined if there is no such file
 * @throws RunError 5 if it cannot be used
 */
export async function withReadOnlyDatabase<T>(
  options: LookOptions,
  look: (database: Database) => Promise<T>,
): Promise<T | undefined> {
  if (!existsSync(databasePath(options.home, options.name))) return undefined
  const database = await openLook(options)
  try {
    return await look(database)
  } finally {
    database.close()
  }
}

/** Reads tables from the file until the first write, which copies them to memory, where SQLite looks first. */
class LookDatabase extends Database {
  #copied: Promise<void> | undefined

  constructor(path: string, memory: DatabaseSync, signal: AbortSignal, hasStored: boolean) {
    super(path, memory, signal, READ_TIMEOUT_MS)
    if (!hasStored) this.#copied = Promise.resolve()
  }

  override async commit(write: Parameters<Database['commit']>[0]): Promise<void> {
    this.#copied ??= this.#copy()
    await this.#copied
    return super.commit(write)
  }

  async #copy(): Promise<void> {
    const stored = await this.read<['table' | 'index', string, string]>(STORED)
    return super.commit((execute) => {
      for (const [type, name, sql] of stored) {
        execute(sql)
        if (type === 'table') execute(`INSERT INTO main."${name}" SELECT * FROM stored."${name}"`)
      }
    })
  }
}

const STORED = `SELECT type, name, sql FROM stored.sqlite_master
  WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type DESC`

/** Codes for a file that SQLite cannot read without writing: a journal to roll back, a write-ahead log to set up. */
const SQLITE_READONLY = 8
const SQLITE_CANTOPEN = 14

/**
 * SQLite reads a file without a journal beside other processes. It would touch a journal or a write-ahead log: such a
 * file is copied first, unless it changes all the time.
 */
async function attach(memory: DatabaseSync, path: string): Promise<void> {
  const hasJournal = hasWriteAheadLog(path) || existsSync(`${path}-journal`)
  const [way, otherWay] = hasJournal ? [attachCopy, attachWithRetry] : [attachWithRetry, attachCopy]
  try {
    await way(memory, path)
  } catch (cause) {
    const code = primaryCode(cause)
    if (!isBusy(cause) && code !== SQLITE_READONLY && code !== SQLITE_CANTOPEN) throw cause
    await otherWay(memory, path)
  }
}

/** @see https://www.sqlite.org/fileformat2.html#file_format_version_numbers */
function hasWriteAheadLog(path: string): boolean {
  const READ_VERSION_AT = 19
  const header = Buffer.alloc(READ_VERSION_AT + 1)
  const file = openSync(path, 'r')
  readSync(file, header)
  closeSync(file)
  return header[READ_VERSION_AT] === 2
}

async function attachWithRetry(memory: DatabaseSync, path: string): Promise<void> {
  for (const deadline = monotonicMs() + COPY_AFTER_MS; ; await sleep(RETRY_DELAY_MS)) {
    try {
      return attachReadOnly(memory, path)
    } catch (cause) {
      if (!isBusy(cause) || monotonicMs() > deadline) throw cause
    }
  }
}

async function attachCopy(memory: DatabaseSync, path: string): Promise<void> {
  const copy = await copyDatabase(path)
  try {
    attachReadOnly(memory, copy.path)
  } finally {
    copy.remove() // The unnamed file exists while it is open.
  }
}

function attachReadOnly(memory: DatabaseSync, path: string): void {
  // Shared memory beside the file is neither written nor created: https://www.sqlite.org/wal.html#readonly
  memory.prepare('ATTACH ? AS stored').run(`${pathToFileURL(path)}?mode=ro&readonly_shm=1`)
  try {
    memory.prepare('SELECT count(*) FROM stored.sqlite_master').get()
  } catch (cause) {
    memory.exec('DETACH stored')
    throw cause
  }
}
