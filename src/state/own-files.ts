import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from './open-database.ts'

/** This program's own database with the files of SQLite for it, and the lock files of runs. */
const OWN = /^(aws_s3\.db(-journal|-wal|-shm)?|\.s3_run_[0-9a-f]+\.lock(-journal)?)$/

/** @returns files of this program that the Python module does not have. Losing them loses no event */
export function ownFiles(home: string): readonly string[] {
  const folder = stateFolder(home)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => OWN.test(name))
  return names.sort().map((name) => join(folder, name))
}
