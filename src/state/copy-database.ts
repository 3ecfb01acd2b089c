import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../monotonic-clock.ts'
import { SQLITE_BUSY } from './sqlite-errors.ts'

/** The files of a database, in the order of copying: a journal saves pages before they change. */
const PARTS = ['', '-wal', '-journal'] as const
const ATTEMPTS = 10
const PAUSE_MS = 50
/** Milliseconds within which two changes of a file may get the same time. */
const CLOCK_TICK_MS = 20

export interface DatabaseCopy {
  /** The copy needs no journal. */
  readonly path: string
  remove(): void
}

/**
 * Copies a database past SQLite's locks, for a user who may not write beside it, and recovers the copy.
 *
 * @throws Error SQLITE_BUSY if another process keeps changing the file
 */
export async function copyDatabase(source: string): Promise<DatabaseCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'aws-s3-look-'))
  const copy = { path: join(folder, basename(source)), remove: () => rmSync(folder, { recursive: true, force: true }) }
  try {
    await copyStable(source, copy.path)
    const database = new DatabaseSync(copy.path)
    database.exec('PRAGMA journal_mode = DELETE')
    database.close()
    return copy
  } catch (cause) {
    copy.remove()
    throw cause
  }
}

/** Repeats the copy until nothing changes meanwhile. */
async function copyStable(source: string, target: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await sleep(attempt === 0 ? CLOCK_TICK_MS : PAUSE_MS)
    const before = stamp(source)
    for (const part of PARTS) {
      rmSync(target + part, { force: true })
      if (existsSync(source + part)) copyFileSync(source + part, target + part)
    }
    if (stamp(source) === before) return
  }
  throw Object.assign(new Error('database is locked'), { errcode: SQLITE_BUSY })
}

/** @returns a text that differs after every change of the files, and each time while they have only just changed */
function stamp(source: string): string {
  const parts = PARTS.map((part) => statSync(source + part, { bigint: true, throwIfNoEntry: false }))
  const isFresh = parts.some((found) => found !== undefined && Date.now() - Number(found.mtimeMs) < CLOCK_TICK_MS)
  return `${isFresh ? monotonicMs() : ''} ${parts.map((found) => `${found?.ino} ${found?.size} ${found?.mtimeNs}`)}`
}
