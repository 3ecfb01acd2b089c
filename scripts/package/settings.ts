import { execFileSync } from 'node:child_process'
import manifest from '../../package.json' with { type: 'json' }
import type { Arch } from './arches.ts'

export const VERSION: string = manifest.version

/** Settings of all packages of a build. */
export interface Settings {
  /** Folder of all output. */
  readonly build: string
  /** Seconds since 1970: the time of the commit, and of every file. */
  readonly epoch: number
  /** Compresses less, for tests. */
  readonly fast: boolean
}

export const packageName = (arch: Arch): string => `aws-s3-${VERSION}-linux-${arch}`

/**
 * `SOURCE_DATE_EPOCH`, or otherwise the time of the commit. @see
 * https://reproducible-builds.org/docs/source-date-epoch/
 */
export function sourceDate(): number {
  const given = process.env.SOURCE_DATE_EPOCH
  return Number(given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' }))
}
