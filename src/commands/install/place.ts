import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DEFAULT_HOMES } from '../../home.ts'
import type { CommandContext } from '../contract.ts'

/** The files of one home that an installation changes. All are in one folder, so renaming is atomic. */
export interface Place {
  readonly home: string
  readonly launcher: string
  /** The manager's own launcher, while ours replaces it. */
  readonly kept: string
  /** SHA-256 of {@link kept}, as `sha256sum -c` reads it. */
  readonly checksum: string
  /** The remains of an installation that was killed. */
  readonly unfinished: { readonly launcher: string; readonly kept: string; readonly checksum: string }
}

export function placeIn(home: string): Place {
  const file = (name: string) => join(home, 'wodles', 'aws', name)
  return {
    home,
    launcher: file('aws-s3'),
    kept: file('aws-s3.python'),
    checksum: file('aws-s3.python.sha256'),
    unfinished: {
      launcher: file('.aws-s3.new'),
      kept: file('.aws-s3.python.new'),
      checksum: file('.aws-s3.python.sha256.new'),
    },
  }
}

/**
 * The homes of a command: the given one, or that of `WAZUH_HOME`, or all on this machine.
 *
 * @param home `--home`, if it was given
 * @returns the homes, and in `tried` all searched folders
 */
export function findPlaces(home: string | undefined, context: Pick<CommandContext, 'home' | 'env'>) {
  const named = home ?? context.env.WAZUH_HOME
  const tried = [...new Set(named ? [resolve(named)] : [context.home, ...DEFAULT_HOMES])]
  const places = tried.map(placeIn).filter(({ launcher, kept }) => existsSync(launcher) || existsSync(kept))
  return { tried, places }
}
