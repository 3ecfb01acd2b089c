import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where managers and agents are installed: up to Wazuh 4, and from 5 on. */
export const DEFAULT_HOMES = ['/var/ossec', '/var/wazuh-manager'] as const
const WODLES = '/wodles/'
const VERSION_TIMEOUT_MS = 10_000
/** What the manager's script gets: no keys of AWS, and no program but the system's. */
const MINIMAL_ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }

/**
 * The folder of the manager or agent that this run belongs to: `WAZUH_HOME`, else what stands in front of `/wodles/` in the
 * launcher's path, else the first of {@link DEFAULT_HOMES} that is there. Links are not followed: the installation may link
 * to a package kept elsewhere.
 *
 * @param launcherPath how the launcher was called; a relative path is taken from the working directory
 */
export function findHome(launcherPath: string, env: Readonly<Record<string, string | undefined>>): string {
  if (env.WAZUH_HOME) return resolve(env.WAZUH_HOME)
  const path = resolve(launcherPath)
  const end = path.lastIndexOf(WODLES)
  if (end !== -1) return path.slice(0, end) || '/'
  return DEFAULT_HOMES.find((home) => existsSync(home)) ?? DEFAULT_HOMES[0]
}

/** @returns the homes that were looked for, where there is none: the one of this run, or all defaults; else undefined */
export function missingHomes(home: string): readonly string[] | undefined {
  if (existsSync(home)) return undefined
  return DEFAULT_HOMES.some((one) => one === home) ? DEFAULT_HOMES : [home]
}

/** The unix socket of the queue that events are sent to. */
export const queueSocket = (home: string): string => join(home, 'queue', 'sockets', 'queue')

/**
 * The folder of the user who runs this program, for those who come without `HOME`; `/` where the system does not know
 * the user, as in containers with a number for one. It must not keep logs from being collected.
 */
export function userHome(ask: () => string = homedir): string {
  try {
    return ask() || '/'
  } catch {
    return '/'
  }
}

/**
 * The manager's version (`v4.14.7`), asked of `<home>/bin/wazuh-control info`, which prints lines `KEY="value"`.
 *
 * @returns undefined if the script is missing, fails, hangs or does not say: no reason not to collect logs
 */
export function managerVersion(home: string): Promise<string | undefined> {
  return new Promise((done) => {
    const control = join(home, 'bin', 'wazuh-control')
    const options = { env: MINIMAL_ENV, timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' } as const
    execFile(control, ['info'], options, (_failure, output) => {
      done(/^WAZUH_VERSION="?([^"\n]+)"?$/m.exec(output)?.[1])
    })
  })
}
