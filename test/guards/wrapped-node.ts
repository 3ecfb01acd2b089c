import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes a runtime for `AWS_S3_NODE`.
 *
 * @param before words before the path of Node.js: `strace -c`
 * @param after its own first arguments: `--import=FILE`
 * @returns its path
 */
export function wrappedNode(root: string, before: readonly string[], after: readonly string[]): string {
  const path = join(root, 'wrapped-node')
  const { execPath } = process
  const words = [...before, execPath, ...after].map((word) => `'${word}'`).join(' ')
  writeFileSync(path, `#!/bin/sh\n[ "$1" != --version ] || exec '${execPath}' --version\nexec ${words} "$@"\n`)
  chmodSync(path, 0o755)
  return path
}
