import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './place.ts'
import { programOf } from './stub.ts'

const DIVERSIONS = '/var/lib/dpkg/diversions'

/** The file that the scheduler starts: missing, our stub, a link to our launcher, or the manager's own. */
export type Launcher =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stub' | 'link'; readonly program: string }
  | { readonly kind: 'own' }

export interface Found {
  readonly launcher: Launcher
  /** The manager's launcher that was kept: unchanged, changed, or without a checksum. */
  readonly kept: 'nothing' | 'sound' | 'changed' | 'unchecked'
  readonly hasChecksum: boolean
  /** True if a manager or agent is still installed there. */
  readonly managed: boolean
  /** True if dpkg writes the manager's launcher under the second name, for the package of this program. */
  readonly diverted: boolean
}

/** Examines a home; changes nothing. */
export function lookAt(place: Place): Found {
  return {
    launcher: launcherAt(place.launcher),
    kept: keptAt(place),
    hasChecksum: existsSync(place.checksum),
    managed: isManaged(join(place.home, 'bin')),
    diverted: isDiverted(place.launcher),
  }
}

/** Every manager and agent has programs of this name. */
function isManaged(programs: string): boolean {
  return existsSync(programs) && readdirSync(programs).some((name) => name.startsWith('wazuh'))
}

/** @see dpkg-divert(1): three lines for each diversion */
function isDiverted(launcher: string): boolean {
  return existsSync(DIVERSIONS) && readFileSync(DIVERSIONS, 'utf8').split('\n').includes(launcher)
}

function launcherAt(path: string): Launcher {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return { kind: 'nothing' }
  if (stat.isSymbolicLink()) {
    const program = linkedPackage(path)
    return program === undefined ? { kind: 'own' } : { kind: 'link', program }
  }
  const program = programOf(readFileSync(path, 'latin1'))
  return program === undefined ? { kind: 'own' } : { kind: 'stub', program: Buffer.from(program, 'latin1').toString() }
}

/** @returns the launcher of this program to which a link leads; undefined if it leads elsewhere */
function linkedPackage(link: string): string | undefined {
  try {
    const target = realpathSync(link)
    return existsSync(join(target, '..', '..', 'dist', 'main.mjs')) ? target : undefined
  } catch {
    return undefined // The link is broken.
  }
}

function keptAt({ kept, checksum }: Place): Found['kept'] {
  if (!existsSync(kept)) return 'nothing'
  if (!existsSync(checksum)) return 'unchecked'
  const known = readFileSync(checksum, 'utf8').split(' ')[0]
  return known === sha256(kept) ? 'sound' : 'changed'
}

export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
