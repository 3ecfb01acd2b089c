import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ARCHES, type Arch } from './arches.ts'
import { type Settings, VERSION } from './settings.ts'
import { run } from './tools.ts'
import { normalise, type Tree } from './tree.ts'

const SCRIPTS = 'packaging/deb'

/**
 * Makes a package for Debian and related systems. @see https://www.debian.org/doc/debian-policy/ch-controlfields.html
 */
export function makeDeb({ root }: Tree, arch: Arch, path: string, { build, epoch, fast }: Settings): string {
  const folder = join(build, 'deb', arch)
  rmSync(folder, { recursive: true, force: true })
  cpSync(root, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  const zsh = join(folder, 'usr/share/zsh')
  renameSync(join(zsh, 'site-functions'), join(zsh, 'vendor-completions'))
  const control = join(folder, 'DEBIAN')
  mkdirSync(control)
  const values = { VERSION, ARCH: ARCHES[arch].deb, KIBIBYTES: Math.ceil(sizeOf(folder) / 1024) }
  for (const name of readdirSync(SCRIPTS)) {
    let text = readFileSync(join(SCRIPTS, name), 'utf8')
    for (const [key, value] of Object.entries(values)) text = text.replaceAll(`@${key}@`, String(value))
    writeFileSync(join(control, name), text)
    chmodSync(join(control, name), text.startsWith('#!') ? 0o755 : 0o644)
  }
  normalise(folder, epoch)
  // One thread: with several, the output depends on the machine's memory.
  const env = { SOURCE_DATE_EPOCH: String(epoch), DPKG_DEB_THREADS_MAX: '1' }
  run('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${fast ? 0 : 6}`, '--build', folder, path], env)
  rmSync(folder, { recursive: true })
  return path
}

/** Bytes of all files in a folder. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
