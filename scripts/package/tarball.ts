import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Arch } from './arches.ts'
import { packageName, type Settings } from './settings.ts'
import { run } from './tools.ts'
import type { Tree } from './tree.ts'

/** The program's folder, for any system and without an installer. */
export function makeTarball({ program }: Tree, arch: Arch, path: string, { epoch, fast }: Settings): string {
  const tar = `${path}.tar`
  const folder = basename(program)
  run('tar', [
    '--format=gnu',
    '--sort=name',
    '--numeric-owner',
    '--owner=0',
    '--group=0',
    `--mtime=@${epoch}`,
    `--transform=s,^${folder},${packageName(arch)},`,
    ...['-C', dirname(program), '-cf', tar, folder],
  ])
  writeFileSync(path, gzipSync(readFileSync(tar), { level: fast ? 1 : 9 }))
  rmSync(tar)
  return path
}
