import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { GROUP } from './manager.ts'

/** What dpkg, the scripts of packages and the launcher call. */
const TOOLS =
  'sh cat chgrp chmod chown cp diff grep gzip ldconfig ls mkdir mv od readlink rm rmdir sed tar uname start-stop-daemon ' +
  'dpkg dpkg-deb dpkg-divert dpkg-query dpkg-split dpkg-trigger'
const COPIED_PACKAGES = ['libc6', 'libstdc++6', 'libgcc-s1']
const FOLDERS = ['tmp', 'dev', 'etc', 'var/lib/dpkg/info', 'var/lib/dpkg/triggers', 'var/lib/dpkg/updates']

/** A root without Node.js, in which programs run by chroot. */
export interface Root {
  readonly folder: string
  /** `debootstrap`, or why it is a smaller one. */
  readonly kind: string
  path(inside: string): string
  /** Runs a program in it with an empty environment, but for the PATH that the system gives. */
  run(command: string, ...argv: readonly string[]): { status: number | null; output: string }
  /** As {@link run}, and must end well. */
  must(command: string, ...argv: readonly string[]): string
}

/** Makes a bare Debian where debootstrap and a mirror are at hand, else a root out of a few programs of this machine. */
export function makeRoot(folder: string): Root {
  const reason = debootstrap(folder)
  if (reason !== undefined) copyPrograms(folder)
  mkdirSync(join(folder, 'root/.aws'), { recursive: true })
  const run = (command: string, ...argv: readonly string[]) => {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
    const { status, stdout, stderr } = spawnSync('chroot', [folder, command, ...argv], { env, encoding: 'utf8' })
    return { status, output: stdout + stderr }
  }
  return {
    folder,
    kind: reason === undefined ? 'debootstrap' : `a root out of this machine's programs: ${reason}`,
    path: (inside) => join(folder, inside),
    run,
    must(command, ...argv) {
      const { status, output } = run(command, ...argv)
      if (status !== 0) throw new Error(`${command} ${argv.join(' ')}: exit ${status}\n${output}`)
      return output
    },
  }
}

/** @returns why there is none */
function debootstrap(folder: string): string | undefined {
  const [suite, mirror] = suiteAndMirror()
  const { status, error } = spawnSync('debootstrap', ['--variant=minbase', suite, folder, mirror], { stdio: 'ignore' })
  if (error !== undefined) return 'debootstrap is not installed'
  return status === 0 ? undefined : 'debootstrap reaches no mirror'
}

/** Those of this machine, where it is a Debian. */
function suiteAndMirror(): [string, string] {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const lists = '/etc/apt/sources.list.d'
  const names = existsSync(lists) ? readdirSync(lists).filter((name) => name.endsWith('.sources')) : []
  const sources = names.map((name) => readFileSync(join(lists, name), 'utf8')).join('\n')
  const mirror = /^URIs: (\S+\/debian)\/?$/m.exec(sources)?.[1] ?? 'http://deb.debian.org/debian'
  return [/^VERSION_CODENAME=(\w+)/m.exec(release)?.[1] ?? 'stable', mirror]
}

function copyPrograms(folder: string): void {
  for (const name of FOLDERS) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(folder, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, join(folder, name))
  }
  const copy = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(realpathSync(path), join(folder, path))
  }
  const which = (name: string) => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
  const programs = TOOLS.split(' ').map(which)
  const libraries = programs.flatMap(librariesOf)
  for (const path of new Set([...programs, ...libraries, ...librariesOf(process.execPath)])) copy(path)
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim()
  const installed = (name: string) =>
    `Package: ${name}\nStatus: install ok installed\nArchitecture: ${architecture}\nVersion: 99\nMaintainer: Nobody\nDescription: copied\n`
  // Without its dependencies, dpkg would call no trigger of a package.
  writeFileSync(join(folder, 'var/lib/dpkg/status'), COPIED_PACKAGES.map(installed).join('\n'))
  writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  writeFileSync(join(folder, 'etc/group'), `root:x:0:\n${GROUP.name}:x:${GROUP.id}:\n`)
}

function librariesOf(program: string): readonly string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  return listed.match(/\/\S+/g)?.filter((path) => existsSync(path)) ?? []
}
