import {
  chmodSync,
  cpSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Arch } from './arches.ts'
import { shownCommands } from './command-flags.ts'
import { completions } from './completion.ts'
import { manPage } from './man-page.ts'
import { npmPackage } from './npm-package.ts'
import { makeRuntime } from './runtime.ts'
import { bill } from './sbom.ts'
import type { Settings } from './settings.ts'

/** The folder of the program in system packages; the tarball contains the same folder. */
export const PREFIX = '/opt/aws-s3'
const FROM_REPOSITORY = ['bin', 'docs', 'README.md', 'CHANGELOG.md', 'LICENSE']
/** Parts of the build that packages leave out. */
const NOT_FROM_BUNDLE = new Set(['cache', 'packages.json', 'test-report.json'])
const KOFFI_FILES = ['package.json', 'index.js', 'LICENSE.txt', 'src/koffi/index.js', 'src/koffi/src/static.js']

export interface Tree {
  /** The root of the installed files. */
  readonly root: string
  /** The program's folder in it. */
  readonly program: string
}

/**
 * Lays out the files of a package. Their names, times and modes do not depend on the machine.
 *
 * @returns in `unstripped`, the reason why the runtime keeps its symbols
 */
export function makeTree(arch: Arch, settings: Settings): { tree: Tree; unstripped: string | undefined } {
  const root = join(settings.build, 'tree', arch)
  const program = join(root, PREFIX)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(program, { recursive: true })
  for (const name of FROM_REPOSITORY) cpSync(name, join(program, name), { recursive: true })
  for (const name of readdirSync('dist')) {
    if (!NOT_FROM_BUNDLE.has(name)) cpSync(join('dist', name), join(program, 'dist', name))
  }
  copyKoffi(program, arch, settings)
  const unstripped = makeRuntime(join(program, 'runtime'), arch, settings)
  write(join(program, 'sbom.cdx.json'), bill(arch, settings))
  writeSystemFiles(root)
  normalise(root, settings.epoch)
  return { tree: { root, program }, unstripped }
}

/** Copies the only binary that this architecture loads. */
function copyKoffi(program: string, arch: Arch, settings: Settings): void {
  for (const file of KOFFI_FILES) cpSync(join('node_modules/koffi', file), join(program, 'node_modules/koffi', file))
  const name = `@koromix/koffi-linux-${arch}`
  const from = npmPackage(name, settings.build)
  const binary = `linux_${arch}/koffi.node`
  for (const file of ['package.json', 'index.js', binary])
    cpSync(join(from, file), join(program, 'node_modules', name, file))
}

/** Writes the files outside of the program's folder; the tarball has them inside. */
function writeSystemFiles(root: string): void {
  const commands = shownCommands()
  const page = manPage(commands)
  const { bash, zsh, fish } = completions(commands)
  const files: Record<string, string | Buffer> = {
    [`${PREFIX}/share/man/man1/aws-s3.1`]: page,
    [`${PREFIX}/share/completions/aws-s3.bash`]: bash,
    [`${PREFIX}/share/completions/_aws-s3`]: zsh,
    [`${PREFIX}/share/completions/aws-s3.fish`]: fish,
    '/usr/share/man/man1/aws-s3.1.gz': gzipSync(page, { level: 9 }),
    '/usr/share/bash-completion/completions/aws-s3': bash,
    '/usr/share/zsh/site-functions/_aws-s3': zsh,
    '/usr/share/fish/vendor_completions.d/aws-s3.fish': fish,
    '/usr/share/doc/aws-s3/copyright': readFileSync('LICENSE'),
    '/usr/share/doc/aws-s3/changelog.gz': gzipSync(readFileSync('CHANGELOG.md'), { level: 9 }),
  }
  for (const [path, content] of Object.entries(files)) write(join(root, path), content)
  mkdirSync(join(root, 'usr/bin'))
  symlinkSync(`${PREFIX}/bin/aws-s3`, join(root, 'usr/bin/aws-s3'))
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/**
 * Sets the same time and modes on all files, whatever the user's mask: executable are those that their owner may
 * execute.
 */
export function normalise(root: string, epoch: number): void {
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink()) chmodSync(path, entry.isDirectory() || statSync(path).mode & 0o100 ? 0o755 : 0o644)
    lutimesSync(path, epoch, epoch)
  }
  chmodSync(root, 0o755)
  lutimesSync(root, epoch, epoch)
}
