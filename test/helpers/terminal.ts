import { spawn } from 'node:child_process'
import { closeSync, createReadStream, writeSync } from 'node:fs'
import koffi from 'koffi'
import type { Home } from './home.ts'
import { LAUNCHER } from './run-cli.ts'

const libc = koffi.load('libc.so.6')
const openpty = libc.func('int openpty(_Out_ int *, _Out_ int *, void *, void *, void *)')

export interface TerminalOptions {
  /** Text to type, or a signal to send, once the program has asked a question that ends in `[y/N] `. */
  readonly answer?: string | NodeJS.Signals
  /** Called while the question is open. */
  readonly beforeAnswer?: () => Promise<void>
  /** Told all that was shown so far, whenever there is more. */
  readonly onShown?: (text: string) => void
  readonly columns?: number
  /** Default: colours are requested. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the program on its own terminal. @returns everything visible there, including typed text */
export async function runOnTerminal(home: Home, argv: readonly string[], options: TerminalOptions = {}) {
  const [screen, terminal] = openTerminal(options.columns ?? 200)
  const { NO_COLOR: _, ...env } = home.env
  const stdio = [terminal, terminal, terminal]
  const child = spawn(LAUNCHER, argv, { env: { ...env, TERM: 'xterm', ...options.env }, stdio })
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  closeSync(terminal)
  let text = ''
  let answer = options.answer
  try {
    for await (const chunk of createReadStream('', { fd: screen, autoClose: false })) {
      text += chunk
      options.onShown?.(text)
      if (answer === undefined || !text.endsWith('[y/N] ')) continue
      await options.beforeAnswer?.()
      if (answer.startsWith('SIG')) child.kill(answer as NodeJS.Signals)
      else writeSync(screen, answer)
      answer = undefined
    }
  } catch (cause) {
    // Linux reports with this that the other end is closed.
    if ((cause as NodeJS.ErrnoException).code !== 'EIO') throw cause
  }
  closeSync(screen)
  return { exit: await exit, text: text.replaceAll('\r\n', '\n') }
}

/** @returns descriptors: the user's side, and the program's side */
function openTerminal(columns: number): [number, number] {
  const [screen, terminal] = [[-1], [-1]] as [[number], [number]]
  const size = Buffer.from(new Uint16Array([24, columns, 0, 0]).buffer)
  if (openpty(screen, terminal, null, null, size) !== 0) throw new Error('no terminal can be opened')
  return [screen[0], terminal[0]]
}
