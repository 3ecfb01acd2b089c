import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../../scripts/package/tools.ts'

export const HOME = '/var/ossec'
export const LAUNCHER = `${HOME}/wodles/aws/aws-s3`
/** Of the manager's files: a group that every Debian has. */
export const GROUP = { name: 'shadow', id: 42 } as const

/** What the manager's package of a version brings as its launcher. */
export const launcherOf = (version: number): string =>
  `#!/bin/sh\n# The manager's own, version ${version}.\necho "own ${version} as $0" "$@"\n`

/** Makes a package that brings the files of a manager; its group is set by a script, as in the real one. */
export function managerDeb(folder: string, version: number): string {
  const tree = layOut(folder, version)
  const control = join(tree, 'DEBIAN')
  mkdirSync(control)
  chmodSync(control, 0o755)
  writeFileSync(
    join(control, 'control'),
    `Package: wazuh-manager\nVersion: ${version}\nArchitecture: all\nMaintainer: Nobody <nobody@wazuh.invalid>\nDescription: stands for the manager\n`,
  )
  writeFileSync(join(control, 'postinst'), `#!/bin/sh\nchgrp ${GROUP.name} ${LAUNCHER}\nchmod 0750 ${LAUNCHER}\n`)
  chmodSync(join(control, 'postinst'), 0o755)
  const path = join(folder, `manager-${version}.deb`)
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, path])
  return path
}

export function managerRpm(folder: string, version: number): string {
  const tree = layOut(folder, version)
  const spec = join(folder, 'manager.spec')
  writeFileSync(
    spec,
    `Name: wazuh-manager
Version: ${version}
Release: 1
Summary: Stands for the manager
License: none
BuildArch: noarch
AutoReqProv: no
%global __os_install_post %{nil}
%description
Stands for the manager.
%install
cp -a ${tree}/. %{buildroot}
%files
%attr(0750, root, ${GROUP.name}) ${LAUNCHER}
%attr(0755, root, root) ${HOME}/bin/wazuh-control
%dir ${HOME}/queue/sockets
`,
  )
  run('rpmbuild', ['-bb', '--define', `_topdir ${folder}/rpmbuild`, spec])
  return join(folder, 'rpmbuild/RPMS/noarch', `wazuh-manager-${version}-1.noarch.rpm`)
}

function layOut(folder: string, version: number): string {
  const tree = join(folder, `manager-${version}`)
  rmSync(tree, { recursive: true, force: true })
  const program = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text, { mode: 0o750 })
    chmodSync(join(tree, path), 0o750)
  }
  program(LAUNCHER, launcherOf(version))
  program(`${HOME}/bin/wazuh-control`, `#!/bin/sh\necho 'WAZUH_VERSION="v4.14.${version}"'\n`)
  mkdirSync(join(tree, HOME, 'queue/sockets'), { recursive: true })
  return tree
}
