import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const PROGRAM = /^program=('(?:[^']|'\\'')*')$/m
const MARK = 'aws-s3 stub:'

/**
 * The script that replaces the manager's own launcher in a home. It is a separate file and not a link: whatever
 * overwrites it, such as the start script of the vendor's container, leaves the program unchanged.
 *
 * The manager's launcher finds its Python file by the name under which it is started, so the fallback starts it under
 * that name.
 *
 * @param program path of this program's launcher
 */
export const stubFor = (program: string): string => `#!/bin/sh
# ${MARK} runs this program in the place of the manager's own, which is kept beside this file as aws-s3.python.
# To take it back: aws-s3 uninstall
program=${quoted(program)}
if [ -x "$program" ]; then
  AWS_S3_LAUNCHER=$0
  export AWS_S3_LAUNCHER
  exec "$program" "$@"
fi
case $0 in
*/*) launcher=$0 ;;
*) launcher=./$0 ;;
esac
if [ -r "$launcher.python" ] && read -r first <"$launcher.python"; then
  printf "WARNING: %s is gone: running the manager's own %s\\n" "$program" "$launcher.python"
  case $first in
  '#!'*sh | '#!'*'sh -'*) exec \${first#??} -c '. "$0.python"' "$launcher" "$@" ;;
  *) exec "$launcher.python" "$@" ;;
  esac
fi
printf 'ERROR: Unknown error: %s is gone, and there is no %s\\n' "$program" "$launcher.python"
exit 1
`

/** @returns the program that a stub runs; empty if that line was changed; undefined if the text is not a stub */
export function programOf(text: string): string | undefined {
  if (!text.includes(MARK)) return undefined
  return PROGRAM.exec(text)?.[1]?.slice(1, -1).replaceAll(`'\\''`, `'`) ?? ''
}

/**
 * The launcher of this program for the stub to start: the path with which it was started, which may be a link that the
 * next version moves; or its own path, if that path is a stub's.
 *
 * @param calledAs path of the launcher or stub, as the launcher passes it
 * @param ownFolder folder of the bundle
 */
export function ownProgram(calledAs: string | undefined, ownFolder: string): string {
  const path = resolve(calledAs ?? '')
  const own = resolve(ownFolder, '..', 'bin', 'aws-s3')
  return calledAs === undefined || path.includes('/wodles/') || !existsSync(path) ? own : path
}

/** As a word of the shell. */
const quoted = (text: string): string => `'${text.replaceAll(`'`, `'\\''`)}'`
