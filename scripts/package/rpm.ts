import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ARCHES, type Arch } from './arches.ts'
import { type Settings, VERSION } from './settings.ts'
import { run } from './tools.ts'
import type { Tree } from './tree.ts'

const SPEC = 'packaging/rpm/aws-s3.spec'

/**
 * Makes a package for Red Hat, SUSE, Amazon Linux and related systems. @see
 * https://rpm-software-management.github.io/rpm/manual/
 */
export function makeRpm({ root }: Tree, arch: Arch, path: string, { build, epoch, fast }: Settings): string {
  const top = resolve(build, 'rpm', arch)
  rmSync(top, { recursive: true, force: true })
  const define = (name: string, value: string | number) => ['--define', `${name} ${value}`]
  run(
    'rpmbuild',
    [
      ...['-bb', '--target', `${ARCHES[arch].rpm}-linux`],
      ...define('_topdir', top),
      ...define('tree', resolve(root)),
      ...define('package_version', VERSION),
      ...define('_binary_payload', `w${fast ? 0 : 6}.xzdio`),
      SPEC,
    ],
    { SOURCE_DATE_EPOCH: String(epoch) },
  )
  const folder = join(top, 'RPMS', ARCHES[arch].rpm)
  copyFileSync(join(folder, readdirSync(folder)[0] ?? ''), path)
  rmSync(top, { recursive: true })
  return path
}
