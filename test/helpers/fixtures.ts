import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LOGS = fileURLToPath(new URL('../../fixtures/logs', import.meta.url))

/**
 * The sample logs of a type, `fixtures/logs/TYPE/`: under `objects/` a file for each object, whose path is its key
 * (`….plain` stays readable here and is packed by the key's own extension), the flags of the type in `argv.json`, and
 * the expected datagrams in `expected.txt`, one on each line.
 */
export interface Sample {
  readonly type: string
  readonly objects: readonly { readonly key: string; readonly bytes: Buffer }[]
  readonly argv: readonly string[]
  readonly expected: readonly string[]
  /** File of the expected datagrams. */
  readonly expectedPath: string
}

/** Names of all types with samples. */
export function sampleTypes(): string[] {
  return readdirSync(LOGS).sort()
}

/** @throws Error if the folder is missing */
export function readSample(type: string): Sample {
  const folder = join(LOGS, type)
  const root = join(folder, 'objects')
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const objects = files.map((entry) => readObject(root, join(entry.parentPath, entry.name)))
  const argvPath = join(folder, 'argv.json')
  const expectedPath = join(folder, 'expected.txt')
  return {
    type,
    objects: objects.sort((a, b) => (a.key < b.key ? -1 : 1)),
    argv: existsSync(argvPath) ? JSON.parse(readFileSync(argvPath, 'utf8')) : [],
    expected: existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8').split('\n').filter(Boolean) : [],
    expectedPath,
  }
}

function readObject(root: string, path: string): { key: string; bytes: Buffer } {
  const name = relative(root, path)
  const content = readFileSync(path)
  if (!name.endsWith('.plain')) return { key: name, bytes: content }
  const key = name.slice(0, -'.plain'.length)
  return { key, bytes: key.endsWith('.gz') ? gzipSync(content) : content }
}
