import { fileURLToPath } from 'node:url'
import { type WorkerOptions, Worker as WorkerThread } from 'node:worker_threads'
import { vi } from 'vitest'
import { takeArrived } from './datagram-sink.ts'
import { type CliOptions, type CliResult, LAUNCHER, linesOf, type Place, runCli } from './run-cli.ts'

type Options = Pick<CliOptions, 'env'>

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const WORKER = new URL('../../dist/worker.mjs', import.meta.url)
/** What main.ts listens to. */
const EVENTS = ['SIGINT', 'SIGTERM', 'uncaughtException'] as const

/** True if `AWS_S3_TEST_RUNS=spawned` asks for the real program in every test. */
export const ARE_RUNS_SPAWNED = process.env.AWS_S3_TEST_RUNS === 'spawned'

/**
 * Runs the program's `main.ts` to its end in this process, which costs a fifth of the real program: for tests of what a
 * run does. Those of signals, of terminals, of limits, of time, and of many events need {@link runCli}.
 */
export const runHere = ARE_RUNS_SPAWNED ? runCli : inTurn

let last: Promise<unknown> = Promise.resolve()

/** Runs share the environment of the process, so each waits for those before it. */
function inTurn(home: Place, argv: readonly string[], options: Options = {}): Promise<CliResult> {
  const result = last.then(() => run(home, argv, options))
  last = result.catch(() => {})
  return result
}

async function run(home: Place, argv: readonly string[], { env = {} }: Options): Promise<CliResult> {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  captureWrites({ 1: stdout, 2: stderr })
  useBuiltWorker()
  const leave = enterProcess(home, argv, env)
  try {
    const exit = await new Promise<number>((resolve, reject) => {
      process.exit = ((code: number) => resolve(code)) as typeof process.exit
      // A run has modules of its own, as a process has, so that it finds nothing of the run before.
      vi.resetModules()
      import('../../src/main.ts').catch(reject)
    })
    // The readers of the queue have had no turn since the last event.
    takeArrived()
    return { exit, signal: null, stdout: linesOf(stdout), stderr: linesOf(stderr) }
  } finally {
    leave()
    // A worker of Vitest runs many files, and keeps what is mocked.
    for (const module of ['node:fs', 'node:worker_threads']) vi.doUnmock(module)
  }
}

/** Makes this process look like that of a run. @returns a function that undoes it */
function enterProcess(home: Place, argv: readonly string[], env: Readonly<Record<string, string>>): () => void {
  const { argv: ownArgv, exit } = process
  const ownEnv = { ...process.env }
  const folder = process.cwd()
  const listeners = new Set(EVENTS.flatMap((event) => process.rawListeners(event)))
  process.argv = [process.execPath, MAIN, ...argv]
  setEnvironment({ ...home.env, ...env, AWS_S3_LAUNCHER: LAUNCHER })
  process.chdir(home.root)
  return () => {
    Object.assign(process, { argv: ownArgv, exit })
    setEnvironment(ownEnv)
    process.chdir(folder)
    for (const event of EVENTS) {
      const added = process.rawListeners(event).filter((listener) => !listeners.has(listener))
      for (const listener of added) process.removeListener(event, listener as () => void)
    }
  }
}

/** Changes the environment in place: Node.js itself (`os.tmpdir()`) does not read an object that replaces it. */
function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** @param outputs chunks by descriptor: what the next run writes goes there */
function captureWrites(outputs: Readonly<Record<number, Buffer[]>>): void {
  vi.doMock('node:fs', async (load) => {
    const fs = await load<typeof import('node:fs')>()
    const writeSync = (file: number, content: string | Uint8Array, at = 0, ...rest: number[]): number => {
      const chunks = outputs[file]
      if (chunks === undefined) return fs.writeSync(file, content as Uint8Array, at, ...rest)
      const chunk = Buffer.from(content as string).subarray(at)
      chunks.push(chunk)
      return chunk.length
    }
    // The program opens a pipe anew, which would be the one of this process.
    const fstatSync = (file: number) => {
      if (file in outputs) throw new Error(`${file} is no file here`)
      return fs.fstatSync(file)
    }
    return { ...fs, writeSync, fstatSync }
  })
}

/** Lets the sources find the worker's bundle, which is beside the program's bundle. */
function useBuiltWorker(): void {
  class Worker extends WorkerThread {
    constructor(script: string | URL, options?: WorkerOptions) {
      super(`${script}`.endsWith('/worker.mjs') ? WORKER : script, options)
    }
  }
  vi.doMock('node:worker_threads', async (load) => ({ ...(await load<object>()), Worker }))
}
