import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { sha256 } from './look.ts'
import type { Place } from './place.ts'
import type { Step } from './plan.ts'
import { stubFor } from './stub.ts'

const PERMISSIONS = 0o7777
const READ_AND_WRITE = 0o666
const DEFAULT_MODE = 0o750
const NO_SECOND_NAMES: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS'])

/**
 * Performs a step of a plan. It renames, removes or gives away one file, which is on the disk when this returns: a run
 * finds a working launcher at any time, and a new start after a kill continues from there.
 *
 * @param program launcher for the stub to run
 * @throws Error of the system, such as EACCES
 */
export function carryOut(step: Step, place: Place, program: string): void {
  ACTIONS[step](place, program)
  for (const path of Object.values(place.unfinished)) rmSync(path, { force: true })
  synchronise(dirname(place.launcher))
}

const ACTIONS: Readonly<Record<Step, (place: Place, program: string) => void>> = {
  keep({ launcher, kept, unfinished }) {
    rmSync(unfinished.kept, { force: true })
    secondName(launcher, unfinished.kept)
    // If both are already names of one file, this does nothing.
    renameSync(unfinished.kept, kept)
  },
  sum({ kept, checksum, unfinished }) {
    const { uid, gid, mode } = statSync(kept)
    write(unfinished.checksum, `${sha256(kept)}  ${basename(kept)}\n`, { uid, gid, mode: mode & READ_AND_WRITE })
    renameSync(unfinished.checksum, checksum)
  },
  own({ launcher, kept }) {
    const file = openSync(kept, 'r+')
    takeOver(file, statSync(launcher))
    closeSync(file)
  },
  stub({ launcher, kept, unfinished }, program) {
    const original = [kept, launcher].find(existsSync)
    write(unfinished.launcher, stubFor(program), original === undefined ? undefined : statSync(original))
    renameSync(unfinished.launcher, launcher)
  },
  restore: ({ launcher, kept }) => renameSync(kept, launcher),
  drop: ({ kept }) => rmSync(kept, { force: true }),
  unsum: ({ checksum }) => rmSync(checksum, { force: true }),
  unstub: ({ launcher }) => rmSync(launcher, { force: true }),
}

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode'>

/**
 * Gives a file a second name, or copies it with the same owner, mode and times if the file system does not support
 * that.
 */
function secondName(path: string, name: string): void {
  try {
    linkSync(path, name)
  } catch (cause) {
    if (!NO_SECOND_NAMES.has((cause as NodeJS.ErrnoException).code)) throw cause
    copy(path, name)
  }
}

function copy(path: string, name: string): void {
  const stats = statSync(path)
  copyFileSync(path, name, constants.COPYFILE_EXCL)
  const file = openSync(name, 'r+')
  takeOver(file, stats)
  fsyncSync(file)
  closeSync(file)
  utimesSync(name, stats.atime, stats.mtime)
}

/** @param like the file whose owner, group and mode the new one gets */
function write(path: string, text: string, like: Owned | undefined): void {
  rmSync(path, { force: true })
  const file = openSync(path, 'wx', like === undefined ? DEFAULT_MODE : 0o600)
  writeSync(file, text)
  if (like !== undefined) takeOver(file, like)
  fsyncSync(file)
  closeSync(file)
}

function takeOver(file: number, { uid, gid, mode }: Owned): void {
  // The owner is changed first: a change of owner removes special bits.
  fchownSync(file, uid, gid)
  fchmodSync(file, mode & PERMISSIONS)
}

function synchronise(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
