import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/state.ts'

/** @returns the contract's error for an error of SQLite, and any other cause unchanged */
export function databaseError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('errcode' in cause)) return cause
  return new RunError(ExitCode.databaseUnusable, messages.databaseUnusable(path, cause.message), { cause })
}

/** SQLite's result code for a locked file. @see https://www.sqlite.org/rescode.html#busy */
export const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_FULL = 13

/** @returns true if an action failed because another process locks the file */
export function isBusy(cause: unknown): boolean {
  return primaryCode(cause) === SQLITE_BUSY
}

/** @returns true if an action failed because of a full disk, a quota, or a limit on the size of files */
export function isOutOfRoom(cause: unknown): boolean {
  const code = primaryCode(cause)
  return code === SQLITE_FULL || code === SQLITE_IOERR
}

/** @returns SQLite's primary result code; undefined for any other error */
export function primaryCode(cause: unknown): number | undefined {
  // Extended codes have the primary one in their low byte.
  return cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined
}
