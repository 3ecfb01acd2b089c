import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DocsStage } from './stage.ts'

export const WIDTH = 80
const HEIGHT = 200
const TIMEOUT_MS = 60_000

let servers = 0

export const hasTmux = spawnSync('tmux', ['-V']).error === undefined

/**
 * Runs a command in a terminal of 80 columns.
 *
 * @param colours whether the escapes of colours are kept
 * @returns the command after a prompt, and the screen
 */
export async function show(stage: DocsStage, command: string, colours = false): Promise<string> {
  const { env, home, folder } = stage
  const { NO_COLOR: _, ...coloured } = env
  // A server of its own for each: one that ends may still hold the socket.
  const socket = join(home.root, `tmux-${++servers}`)
  const options = { env: { ...(colours ? coloured : env), TERM: 'xterm' }, cwd: folder, timeout: TIMEOUT_MS }
  // The cloud is in this process: it must go on while the terminal works.
  const tmux = (...argv: readonly string[]) =>
    promisify(execFile)('tmux', ['-f', '/dev/null', '-S', socket, ...argv], options)
  const here = command.replaceAll('/var/ossec', home.root).replaceAll("'", `'\\''`)
  const script = `bash -c '${here}'; tmux -S "${socket}" wait-for -S ended; sleep 60`
  await tmux('new-session', '-d', '-x', String(WIDTH), '-y', String(HEIGHT), script)
  try {
    await tmux('wait-for', 'ended')
    const { stdout } = await tmux('capture-pane', '-p', ...(colours ? ['-e'] : []))
    return `$ ${command}\n${stdout.replaceAll(home.root, '/var/ossec').trimEnd()}\n`
  } finally {
    await tmux('kill-server')
  }
}
