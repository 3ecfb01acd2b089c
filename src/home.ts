import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const DEFAULT_HOME = '/var/ossec'
const WODLES = '/wodles/'
const VERSION_TIMEOUT_MS = 10_000

/**
 * The folder of the manager or agent that this run belongs to: `WAZUH_HOME`, else what stands in front of `/wodles/` in the
 * launcher's path, else `/var/ossec`. Links are not followed: the installation may link to a package kept elsewhere.
 *
 * @param launcherPath how the launcher was called; a relative path is taken from the working directory
 */
export function findHome(launcherPath: string, env: Readonly<Record<string, string | undefined>>): string {
  if (env.WAZUH_HOME) return resolve(env.WAZUH_HOME)
  const path = resolve(launcherPath)
  const end = path.lastIndexOf(WODLES)
  return end === -1 ? DEFAULT_HOME : path.slice(0, end) || '/'
}

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
 * @returns undefined when the script is missing, fails, hangs or does not say: no reason not to collect logs
 */
export function managerVersion(home: string): Promise<string | undefined> {
  return new Promise((done) => {
    const control = join(home, 'bin', 'wazuh-control')
    execFile(control, ['info'], { timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' }, (_failure, output) => {
      done(/^WAZUH_VERSION="?([^"\n]+)"?$/m.exec(output)?.[1])
    })
  })
}
