import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sleep } from '../concurrency/abortable.ts'
import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import { databaseError, isBusy } from './database.ts'
import { createSharedFile, stateFolder } from './open-database.ts'

const ASK_EVERY_MS = 200

export interface RunLockOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly bucketPath: string
  /** Bucket type. */
  readonly type: string
  /** Looked at while waiting for another run. */
  readonly signal: AbortSignal
}

/** Held by the one run that works on a bucket path and type, until released or until its process ends. */
export interface RunLock {
  release(): void
}

/**
 * Waits, without a limit, until no other run works on the same bucket path and type; the event loop is not blocked. The lock is
 * SQLite's own on an empty file beside the state, since the state itself must stay open to other buckets' runs and
 * to the Python module. The file stays: deleting it would let two runs hold two files of the same name.
 *
 * @throws RunError 5 or 6 when the file cannot be used or created
 */
export async function acquireRunLock({ home, bucketPath, type, signal }: RunLockOptions): Promise<RunLock> {
  const id = createHash('sha256').update(`${type}\n${bucketPath}`).digest('hex').slice(0, 16)
  const path = join(stateFolder(home), `.s3_run_${id}.lock`)
  if (!existsSync(path)) createSharedFile(path, home)
  const db = guarded(path, () => new DatabaseSync(path, { timeout: 0 }))
  try {
    for (let waited = false; !guarded(path, () => acquire(db)); waited = true) {
      if (!waited) debug(1, messages.waitingForOtherRun(bucketPath, type))
      await sleep(ASK_EVERY_MS, signal)
    }
  } catch (cause) {
    db.close()
    throw cause
  }
  held.add(db)
  return { release: () => held.delete(db) && db.close() }
}

/** A connection that nothing refers to would be closed by the garbage collector, and the lock with it. */
const held = new Set<DatabaseSync>()

function acquire(db: DatabaseSync): boolean {
  try {
    // Nothing is ever written: without a journal, a process that is killed leaves none behind.
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
