// `npm run package`: makes the packages of each architecture in build/packages. The same commit gives the same bytes.
//
//   npm run package -- [--arch x64|arm64]… [--kind tar.gz|deb|rpm]… [--fast] [--complete]
//
// --fast compresses less, for tests. --complete fails where a tool is missing, instead of leaving a package out.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sha256 } from '../src/commands/install/look.ts'
import { ARCHES, type Arch } from './package/arches.ts'
import { makeDeb } from './package/deb.ts'
import { makeRpm } from './package/rpm.ts'
import { packageName, type Settings, sourceDate, VERSION } from './package/settings.ts'
import { makeTarball } from './package/tarball.ts'
import { missingTool } from './package/tools.ts'
import { makeTree } from './package/tree.ts'

const BUILD = 'build'
const KINDS = { 'tar.gz': makeTarball, deb: makeDeb, rpm: makeRpm } as const
type Kind = keyof typeof KINDS
/** The tool for each kind, and its Debian package. */
const TOOLS = { 'tar.gz': ['tar', 'tar'], deb: ['dpkg-deb', 'dpkg'], rpm: ['rpmbuild', 'rpm'] } as const

const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: Object.keys(ARCHES) },
    kind: { type: 'string', multiple: true, default: Object.keys(KINDS) },
    fast: { type: 'boolean', default: false },
    complete: { type: 'boolean', default: false },
  },
})
requireKnown('--arch', values.arch, Object.keys(ARCHES))
requireKnown('--kind', values.kind, Object.keys(KINDS))
const settings: Settings = { build: BUILD, epoch: sourceDate(), fast: values.fast }
const packages = join(BUILD, 'packages')
rmSync(packages, { recursive: true, force: true })
mkdirSync(packages, { recursive: true })
const made: string[] = []
for (const arch of values.arch as Arch[]) {
  const { tree, unstripped } = makeTree(arch, settings)
  if (unstripped !== undefined) leaveOut(`${arch}: Node.js keeps its symbols: ${unstripped}`)
  for (const kind of values.kind as Kind[]) {
    const [tool, debianPackage] = TOOLS[kind]
    const missing = missingTool(tool, debianPackage)
    if (missing !== undefined) leaveOut(`no ${kind} for ${arch}: ${missing}`)
    else made.push(show(KINDS[kind](tree, arch, join(packages, `${packageName(arch)}.${kind}`), settings)))
  }
}
made.sort()
writeFileSync(join(packages, 'SHA256SUMS'), made.map((name) => `${sha256(join(packages, name))}  ${name}\n`).join(''))
console.log(`aws-s3 ${VERSION}: ${made.length} packages and SHA256SUMS in ${packages}`)

function show(path: string): string {
  const name = path.slice(packages.length + 1)
  console.log(`${(statSync(path).size / 1e6).toFixed(1).padStart(6)} MB  ${name}`)
  return name
}

function requireKnown(flag: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((value) => !known.includes(value))
  if (unknown !== undefined) throw new Error(`${flag} ${unknown}: none of ${known.join(', ')}`)
}

function leaveOut(reason: string): void {
  if (values.complete) throw new Error(reason)
  console.log(reason)
}
