import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arch } from './arches.ts'
import { npmPackage } from './npm-package.ts'
import { type Settings, VERSION } from './settings.ts'

/** A package, as `scripts/bundled-packages.mjs` lists it. */
interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
}

/** Lists the content of a package, for scanners. @see https://cyclonedx.org/docs/1.6/json/ */
export function bill(arch: Arch, { build, epoch }: Settings): string {
  const bundled: Package[] = JSON.parse(readFileSync('dist/packages.json', 'utf8'))
  const koffi = [packageAt('node_modules/koffi'), packageAt(npmPackage(`@koromix/koffi-linux-${arch}`, build))]
  const node: Package = packageAt(npmPackage(`node-linux-${arch}`, build))
  const byName = new Map([...bundled, ...koffi].map((each) => [npmUrl(each), each]))
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      component: component({ name: 'aws-s3', version: VERSION, license: 'Apache-2.0' }, 'application'),
    },
    components: [runtime(node), ...[...byName.values()].map((each) => component(each, 'library'))],
  }
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex')
  return `${JSON.stringify({ ...document, serialNumber: `urn:uuid:${uuidOf(digest)}` }, null, 2)}\n`
}

function packageAt(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { name, version, license }
}

function component(of: Package, type: 'application' | 'library') {
  const purl = npmUrl(of)
  return { type, 'bom-ref': purl, name: of.name, version: of.version, licenses: [{ expression: of.license }], purl }
}

/** Node.js under the name by which its vulnerabilities are reported. */
function runtime({ version }: Package) {
  const purl = `pkg:generic/nodejs@${version}`
  const cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:lts:*:*:*`
  return { type: 'platform', 'bom-ref': purl, name: 'Node.js', version, licenses: [{ expression: 'MIT' }], cpe, purl }
}

/** @see https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
const npmUrl = ({ name, version }: Package): string => `pkg:npm/${name.replace('@', '%40')}@${version}`

/** A number derived from the content, in the form of a random one (version 8 of RFC 9562). */
function uuidOf(digest: string): string {
  const [, a, b, c, d, e] = /^(.{8})(.{4})(.{3})(.{3})(.{12})/.exec(digest) ?? []
  return `${a}-${b}-8${c}-8${d}-${e}`
}
