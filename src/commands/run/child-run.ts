import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExitCode } from '../../errors.ts'
import * as output from '../../output.ts'

export interface EndedRun {
  /** Exit status; after a signal, 128 plus the signal's number. */
  readonly status: number
  readonly hasOutput: boolean
  /** Prints its output as a whole, and forgets it. */
  print(): void
}

/**
 * Runs the program with these arguments. Its output goes to unnamed files: it may be large, and is printed in one
 * piece.
 *
 * @param signal ends it in good order
 */
export async function runChild(program: string, argv: readonly string[], signal: AbortSignal): Promise<EndedRun> {
  const outputs = [new Spool(1), new Spool(2)] as const
  const child = spawn(program, argv, { stdio: ['ignore', outputs[0].fd, outputs[1].fd] })
  const end = () => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const status = await ended(child).finally(() => signal.removeEventListener('abort', end))
  return {
    status,
    hasOutput: outputs.some((output) => !output.isEmpty),
    print: () => {
      for (const output of outputs) output.print()
    },
  }
}

async function ended(child: ReturnType<typeof spawn>): Promise<number> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (code !== null) return code
  return signal === 'SIGTERM' ? ExitCode.terminated : ExitCode.unknown
}

const COPIED_AT_ONCE = 1 << 16

/** An unnamed file that holds what a process writes to a stream. */
class Spool {
  readonly fd: number
  readonly #to: number

  constructor(to: number) {
    const folder = mkdtempSync(join(tmpdir(), 'aws-s3-run-'))
    const path = join(folder, 'output')
    this.fd = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    rmdirSync(folder)
    this.#to = to
  }

  get isEmpty(): boolean {
    return readSync(this.fd, Buffer.alloc(1), 0, 1, 0) === 0
  }

  print(): void {
    const chunk = Buffer.alloc(COPIED_AT_ONCE)
    for (let at = 0; ; ) {
      const length = readSync(this.fd, chunk, 0, chunk.length, at)
      if (length === 0) break
      at += length
      output.write(this.#to, chunk.subarray(0, length))
    }
    closeSync(this.fd)
  }
}
