import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isatty } from 'node:tty'
import { sleep } from '../concurrency/abortable.ts'
import { debug, debugLevel, note } from '../log.ts'
import * as messages from '../messages/state.ts'
import { createSharedFile, stateFolder } from './open-database.ts'
import { databaseError, isBusy } from './sqlite-errors.ts'

const POLL_MS = 200
const STDERR = 2

export interface RunLockOptions {
  readonly home: string
  readonly bucketPath: string
  readonly type: string
  /** Checked while waiting for another run. */
  readonly signal: AbortSignal
}

/** A lock on a bucket path and type, held until it is released or its process ends. */
export interface RunLock {
  release(): void
}

/**
 * Waits, however long, until no other run holds the lock of a bucket path and type. It does not block the event loop. It
 * is a lock of SQLite on an empty file beside the state: runs of other buckets and the Python module use the state
 * itself. The file is never deleted, since two runs could then lock two files of the same name.
 *
 * @throws RunError 5 or 6 if the file cannot be used or created
 */
export async function acquireRunLock({ home, bucketPath, type, signal }: RunLockOptions): Promise<RunLock> {
  const id = createHash('sha256').update(`${type}\n${bucketPath}`).digest('hex').slice(0, 16)
  const path = join(stateFolder(home), `.s3_run_${id}.lock`)
  if (!existsSync(path)) createSharedFile(path, home)
  const db = guarded(path, () => new DatabaseSync(path, { timeout: 0 }))
  try {
    for (let waited = false; !guarded(path, () => acquire(db)); waited = true) {
      if (!waited) logWaiting(messages.waitingForOtherRun(bucketPath, type))
      await sleep(POLL_MS, signal)
    }
  } catch (cause) {
    db.close()
    throw cause
  }
  held.add(db)
  return { release: () => held.delete(db) && db.close() }
}

/** Tells a person at a terminal, whatever the debug level is. */
function logWaiting(text: string): void {
  if (debugLevel() === 0 && isatty(STDERR)) note(text.replace(/^\+\+\+ /, ''))
  else debug(1, text)
}

/**
 * Keeps the connections reachable, even if nobody keeps the {@link RunLock}: the garbage collector would close them, and
 * so release locks that belong to the process.
 */
const held = new Set<DatabaseSync>()

function acquire(db: DatabaseSync): boolean {
  try {
    // Nothing is written. Without a journal file, a killed process leaves none behind.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return true
  } catch (cause) {
    if (isBusy(cause)) return false
    throw cause
  }
}

function guarded<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw databaseError(path, cause)
  }
}
