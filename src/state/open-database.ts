import { chownSync, closeSync, existsSync, fchmodSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ExitCode, RunError } from '../errors.ts'
import { missingHomes } from '../home.ts'
import { debug } from '../log.ts'
import { noHome } from '../messages/home.ts'
import * as messages from '../messages/state.ts'
import { BUSY_TIMEOUT_MS, Database, type Execute } from './database.ts'
import { databaseError } from './sqlite-errors.ts'
import { createStatement, DEPRECATED_TABLES, METADATA } from './tables.ts'

export interface DatabaseOptions {
  readonly home: string
  /**
   * File name without `.db`: the state of buckets or of services, which the Python module shares, or this program's own
   * database.
   */
  readonly name: 's3_cloudtrail' | 'aws_services' | 'aws_s3'
  /** Version of the manager to save in the file: `v4.14.7`. Undefined to keep the version of the file. */
  readonly version: string | undefined
  readonly signal: AbortSignal
}

export const stateFolder = (home: string): string => join(home, 'wodles', 'aws')

export const databasePath = (home: string, name: DatabaseOptions['name']): string =>
  join(stateFolder(home), `${name}.db`)

/**
 * Opens a state database, creating it if missing, and updates its metadata; a new file gets it with the first commit.
 *
 * @throws RunError 5 if the file cannot be used, 6 if it cannot be created
 */
export async function openDatabase({ home, name, version, signal }: DatabaseOptions): Promise<Database> {
  const path = databasePath(home, name)
  const isNew = !existsSync(path)
  if (isNew) createSharedFile(path, home)
  const { DatabaseSync } = await import('node:sqlite')
  let database: Database | undefined
  try {
    database = new Database(path, new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }), signal)
    // A new file gets its tables in one commit.
    if (version !== undefined && isNew) database.beginNextCommit((execute) => writeVersion(execute, version))
    else if (version !== undefined) await updateMetadata(database, version)
    return database
  } catch (cause) {
    database?.close()
    throw databaseError(path, cause)
  }
}

/** @returns a database that is opened at its first use: most runs do not need this program's own */
export function lazyDatabase(open: () => Promise<Database>): {
  readonly open: () => Promise<Database>
  readonly close: () => Promise<void>
} {
  let opened: Promise<Database> | undefined
  return { open: () => (opened ??= open()), close: async () => (await opened?.catch(() => undefined))?.close() }
}

/**
 * Creates an empty file with the group of its folder, so that runs by root and by the manager's user can share it.
 *
 * @param home of the manager or agent, which contains the file
 * @throws RunError 6
 */
export function createSharedFile(path: string, home: string): void {
  try {
    const file = openSync(path, 'a', 0o660)
    fchmodSync(file, 0o660)
    closeSync(file)
  } catch (cause) {
    const missing = missingHomes(home)
    const reason = missing === undefined ? (cause as Error).message : noHome(missing)
    throw new RunError(ExitCode.databaseNotCreated, messages.databaseNotCreated(path, reason), { cause })
  }
  try {
    const folder = statSync(dirname(path))
    chownSync(path, process.geteuid?.() ?? folder.uid, folder.gid)
  } catch {
    // In a private installation, this user is not in the group.
  }
}

async function updateMetadata(database: Database, version: string): Promise<void> {
  const known = await database.hasTable(METADATA.name)
  const versions = known ? await database.read<[string]>("SELECT value FROM metadata WHERE key = 'version'") : []
  if (versions.length === 1 && versions[0]?.[0] === version) return
  const deprecated = known ? [] : await deprecatedTables(database)
  await database.commit((execute) => {
    for (const table of deprecated) execute(`DROP TABLE IF EXISTS ${table}`)
    writeVersion(execute, version)
  })
  for (const table of deprecated) debug(2, messages.removingDeprecatedTable(table, database.path))
}

function writeVersion(execute: Execute, version: string): void {
  execute(createStatement(METADATA))
  execute("DELETE FROM metadata WHERE key = 'version'")
  execute("INSERT INTO metadata (key, value) VALUES ('version', ?)", version)
}

async function deprecatedTables(database: Database): Promise<string[]> {
  const there = await Promise.all(DEPRECATED_TABLES.map((table) => database.hasTable(table)))
  return DEPRECATED_TABLES.filter((_, i) => there[i])
}
