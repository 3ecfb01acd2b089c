import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Home } from './home.ts'

/** The launcher that the scheduler starts. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/aws-s3', import.meta.url))
const TIMEOUT_MS = 90_000

/** Where a run is: what it needs of a home. */
export type Place = Pick<Home, 'root' | 'env'>

export interface CliOptions {
  /** Added to the home's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds until the run is killed and the result is an error. Default: 90,000. */
  readonly timeoutMs?: number
  /** What bash does before it becomes the program: `ulimit -f 100`. */
  readonly prelude?: string
}

/** The result of a finished run. */
export interface CliResult {
  /** Exit status; null after a signal. */
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  /** Lines, without their ends. */
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
}

/** A run in progress. */
export interface CliRun {
  /** The target for signals: the launcher execs the runtime, so this is the program itself. */
  readonly process: ChildProcess
  /** Rejects after the time-out. */
  readonly result: Promise<CliResult>
}

/** Runs the real program to its end. */
export function runCli(home: Place, argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return spawnCli(home, argv, options).result
}

/** Starts the real program, for tests that signal or kill it. */
export function spawnCli(home: Place, argv: readonly string[], options: CliOptions = {}): CliRun {
  const { prelude } = options
  const command = prelude === undefined ? [LAUNCHER] : ['bash', '-c', `${prelude}; exec "$@"`, 'bash', LAUNCHER]
  const [program = '', ...before] = command
  const child = spawn(program, [...before, ...argv], {
    cwd: home.root,
    env: { ...home.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { process: child, result: finish(child, options.timeoutMs ?? TIMEOUT_MS) }
}

function finish(child: ChildProcess, timeoutMs: number): Promise<CliResult> {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(
        new Error(
          `no end after ${timeoutMs} ms; so far: ${[...linesOf(stdout), ...linesOf(stderr)].slice(-5).join('\n')}`,
        ),
      )
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (exit, signal) => {
      clearTimeout(timer)
      resolve({ exit, signal, stdout: linesOf(stdout), stderr: linesOf(stderr) })
    })
  })
}

/** Splits lines like Python's splitlines, with which the recordings were read. */
export function linesOf(chunks: readonly Buffer[]): string[] {
  const text = Buffer.concat(chunks).toString('utf8')
  const split = text.split(/\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/)
  if (split.at(-1) === '') split.pop()
  return split
}
