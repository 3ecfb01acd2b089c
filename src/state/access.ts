import { existsSync } from 'node:fs'
import type { Run } from '../run.ts'
import type { Database } from './database.ts'
import { type DatabaseOptions, databasePath, openDatabase } from './open-database.ts'
import type { RunLock, RunLockOptions } from './run-lock.ts'

/** The databases and locks of a run. A look changes none of them. */
export interface StateAccess {
  /** Opens a database. @throws RunError 5 if it cannot be used, 6 if it cannot be created */
  open(name: DatabaseOptions['name']): Promise<Database>
  has(name: DatabaseOptions['name']): boolean
  /** Waits until no other run holds the lock. A look does not lock. @throws RunError 5, 6 */
  lock(what: Pick<RunLockOptions, 'bucketPath' | 'type'>): Promise<RunLock>
}

export function stateOf({ options, home, version, signal }: Run): StateAccess {
  const has = (name: DatabaseOptions['name']) => existsSync(databasePath(home, name))
  if (options.output.mode !== 'collect') {
    return {
      has,
      open: async (name) => (await import('./look.ts')).openLook({ home, name, signal }),
      lock: async () => ({ release() {} }),
    }
  }
  return {
    has,
    // Only the Python module reads the manager's version, and it does not use our own database.
    open: async (name) => openDatabase({ home, name, version: name === 'aws_s3' ? undefined : await version, signal }),
    lock: async (what) => (await import('./run-lock.ts')).acquireRunLock({ home, signal, ...what }),
  }
}
