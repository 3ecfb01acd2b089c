import { spawn } from 'node:child_process'

const TIMEOUT_MS = 10_000
const MAX_CHARACTERS = 1 << 20
/** The environment of the manager's scripts: no keys of AWS, and only the system's programs. */
const MINIMAL_ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }

/**
 * Runs a script of the manager. Nothing of it outlives this process: the script and all that it has started are killed
 * after ten seconds, when the signal is aborted, and when this process exits.
 *
 * @returns its output so far; empty if it cannot be run
 */
export function scriptOutput(path: string, argv: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((done) => {
    const child = start(path, argv, signal)
    if (child === undefined) return done('')
    let output = ''
    const kill = () => {
      killGroup(child.pid)
      // What has left the group may hold the other end open.
      child.stdout.destroy()
    }
    const timer = setTimeout(kill, TIMEOUT_MS)
    signal?.addEventListener('abort', kill)
    process.on('exit', kill)
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
      process.removeListener('exit', kill)
      done(output)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > MAX_CHARACTERS) kill()
    })
    child.once('error', end)
    child.once('close', end)
  })
}

function start(path: string, argv: readonly string[], signal?: AbortSignal) {
  if (signal?.aborted) return undefined
  try {
    // A group of its own can be killed as a whole.
    return spawn(path, argv, { env: MINIMAL_ENV, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  } catch {
    return undefined // Most failures are events; some, such as a file in place of a folder, are thrown.
  }
}

/** @param leader undefined if it has not started */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
