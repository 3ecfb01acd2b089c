import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './tools.ts'

interface Locked {
  readonly version: string
  /** `sha512-…`, as npm keeps it. */
  readonly integrity: string
}

/**
 * The folder of a package of the lock file. npm does not install those of other architectures, so they are fetched and
 * compared with the lock file.
 *
 * @param build folder for fetched packages
 */
export function npmPackage(name: string, build: string): string {
  const installed = join('node_modules', name)
  if (existsSync(installed)) return installed
  const { version, integrity } = locked(name)
  const folder = join(build, 'npm', `${name.replace('/', '-')}-${version}`)
  if (existsSync(folder)) return folder
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  run('npm', ['pack', '--silent', '--pack-destination', fresh, `${name}@${version}`])
  const archive = join(fresh, readdirSync(fresh)[0] ?? '')
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says: ${found}`)
  run('tar', ['-xf', archive, '-C', fresh, '--strip-components=1'])
  rmSync(archive)
  renameSync(fresh, folder)
  return folder
}

function locked(name: string): Locked {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const entry: Locked | undefined = packages[`node_modules/${name}`]
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}`)
  return entry
}
