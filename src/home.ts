import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Env } from './options.ts'
import { scriptOutput } from './script-output.ts'

/** The folders of managers and agents: up to Wazuh 4, and from 5 on. */
export const DEFAULT_HOMES = ['/var/ossec', '/var/wazuh-manager'] as const
const WODLES = '/wodles/'

/**
 * Finds the home of the manager or agent of this run: `WAZUH_HOME`, or the part of the launcher's path before `/wodles/`,
 * or the first of {@link DEFAULT_HOMES} that exists. Links are not followed, since a home may link to the program.
 *
 * @param launcherPath path of the launcher as called; a relative one is resolved in the working directory
 */
export function findHome(launcherPath: string, env: Env): string {
  if (env.WAZUH_HOME) return resolve(env.WAZUH_HOME)
  const path = resolve(launcherPath)
  const end = path.lastIndexOf(WODLES)
  if (end !== -1) return path.slice(0, end) || '/'
  return DEFAULT_HOMES.find((home) => existsSync(home)) ?? DEFAULT_HOMES[0]
}

/** @returns the homes that were searched, if the home does not exist: that of the run, or all defaults */
export function missingHomes(home: string): readonly string[] | undefined {
  if (existsSync(home)) return undefined
  return DEFAULT_HOMES.some((one) => one === home) ? DEFAULT_HOMES : [home]
}

/** The unix socket for events. */
export const queueSocket = (home: string): string => join(home, 'queue', 'sockets', 'queue')

/**
 * The home of this user, for an environment without `HOME`; `/` if the system does not know the user, as in containers
 * that set a number: logs are collected nevertheless.
 */
export function userHome(ask: () => string = homedir): string {
  try {
    return ask() || '/'
  } catch {
    return '/'
  }
}

/**
 * Asks `<home>/bin/wazuh-control info`, which prints lines `KEY="value"`, for the manager's version.
 *
 * @param signal ends the script
 * @returns `v4.14.7`; undefined if the script is missing, fails, hangs or does not print it
 */
export async function managerVersion(home: string, signal?: AbortSignal): Promise<string | undefined> {
  const output = await scriptOutput(join(home, 'bin', 'wazuh-control'), ['info'], signal)
  return /^WAZUH_VERSION="?([^"\n]+)"?$/m.exec(output)?.[1]
}
