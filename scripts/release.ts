// `npm run release [-- major|minor|patch|1.2.3]`: checks everything, then makes commit, tag and packages of a version.
// It pushes nothing. Without a version it uses that of package.json, which must not have a tag yet.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import manifest from '../package.json' with { type: 'json' }
import { nextVersion, releaseChangelog } from './release/version.ts'

const CHANGELOG = 'CHANGELOG.md'
const FILES = [CHANGELOG, 'package.json', 'package-lock.json']

const version = nextVersion(manifest.version, process.argv[2] ?? manifest.version)
const tag = `v${version}`
if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed')
if (git('tag', '--list', tag) !== '') throw new Error(`${tag} is there already: give major, minor, patch or a version`)
const changelog = releaseChangelog(readFileSync(CHANGELOG, 'utf8'), version, new Date().toISOString().slice(0, 10))

show('npm', 'run', 'node:check')
show('npm', 'test')
writeFileSync(CHANGELOG, changelog)
if (version !== manifest.version) show('npm', 'version', '--no-git-tag-version', version)
show('npm', 'run', 'lock')
show('git', 'commit', '--quiet', '--message', `Release ${version}`, '--', ...FILES)
const commit = git('rev-parse', 'HEAD')
try {
  show('npm', 'run', 'test:packages')
  show('npm', 'run', 'package', '--', '--complete')
  show('npm', 'pack', '--pack-destination', 'build/packages')
} catch (cause) {
  console.error(`No release: nothing is tagged. To take the commit back: git reset --hard ${commit}~1`)
  throw cause
}
show('git', 'tag', '--annotate', '--message', `aws-s3 ${version}`, tag)
console.log(`aws-s3 ${version} is in build/packages. To publish it: git push origin HEAD ${tag}`)

function git(...argv: readonly string[]): string {
  return execFileSync('git', argv, { encoding: 'utf8' }).trim()
}

function show(command: string, ...argv: readonly string[]): void {
  execFileSync(command, argv, { stdio: 'inherit' })
}
