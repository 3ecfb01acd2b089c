import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LOGS = fileURLToPath(new URL('../../fixtures/logs', import.meta.url))

/**
 * The sample logs of a type, `fixtures/logs/TYPE/`: under `objects/` a file for each object, its path being its key
 * (`….plain` is kept readable here and packed as the key's own end says), the flags that the type needs in
 * `argv.json`, and the datagrams that must come of it in `expected.txt`, one a line.
 */
export interface Sample {
  readonly type: string
  readonly objects: readonly { readonly key: string; readonly bytes: Buffer }[]
  readonly argv: readonly string[]
  readonly expected: readonly string[]
  /** Where the expected datagrams are kept. */
  readonly expectedPath: string
}

/** Names of all types that have samples. */
export function sampleTypes(): string[] {
  return readdirSync(LOGS).sort()
}

/** @throws when there is no such folder */
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
