import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LAUNCHER } from '../../helpers/run-cli.ts'

/** As the manager's package has it. */
const ORIGINAL = '#!/bin/sh\necho original 1: "$@"\n'
const MODE = 0o750

/** A home as the manager's package makes it; its path has a space. */
export interface HomeFolder {
  readonly root: string
  readonly launcher: string
  readonly kept: string
  readonly checksum: string
  /** The names in the launcher's folder. */
  names(): string[]
  /** What is there of a file that must come back exactly. */
  traits(path: string): object
  /** Runs the real program, with an environment of its own. */
  run(argv: readonly string[], env?: Record<string, string>): { status: number | null; stdout: string; stderr: string }
}

/** @param name of the folder under a new one */
export function homeFolder(name = 'a home'): HomeFolder {
  const root = join(mkdtempSync(join(tmpdir(), 'aws-s3-install-')), name)
  const folder = join(root, 'wodles', 'aws')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(root, 'bin'))
  putProgram(join(root, 'bin', 'wazuh-control'), `#!/bin/sh\necho 'WAZUH_VERSION="v4.14.7"'\n`)
  const launcher = join(folder, 'aws-s3')
  putProgram(launcher, ORIGINAL)
  return {
    root,
    launcher,
    kept: `${launcher}.python`,
    checksum: `${launcher}.python.sha256`,
    names: () => readdirSync(folder).sort(),
    traits(path) {
      if (!existsSync(path)) return {}
      const { uid, gid, mode, mtimeMs } = statSync(path)
      return { uid, gid, mode, mtimeMs, text: readFileSync(path, 'utf8') }
    },
    run(argv, env = {}) {
      return spawnSync(LAUNCHER, [...argv, '--home', root], {
        env: { PATH: '/usr/bin:/bin', ...env },
        encoding: 'utf8',
      })
    },
  }
}

/** Puts a program there, as a package would: a new file. */
export function putProgram(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, MODE)
}
