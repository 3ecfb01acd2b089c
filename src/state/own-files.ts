import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from './open-database.ts'

/** This program's own database with its journals, and the lock files of runs. */
const OWN = /^(aws_s3\.db(-journal|-wal|-shm)?|\.s3_run_[0-9a-f]+\.lock(-journal)?)$/

/** @returns the files that only this program uses. Without them no event is lost */
export function ownFiles(home: string): readonly string[] {
  const folder = stateFolder(home)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => OWN.test(name))
  return names.sort().map((name) => join(folder, name))
}
