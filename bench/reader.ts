import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What arrived in the queue. */
export interface Received {
  readonly events: number
  /** Of all datagrams, in any order. */
  readonly checksum: number
  /** CPU seconds of the reader's own process. */
  readonly readerCpu: number
}

export interface Reader {
  /** Takes what has arrived, and ends. */
  end(): Promise<Received>
  stop(): void
}

const READER = fileURLToPath(new URL('reader.py', import.meta.url))
const SEND_END = 'import socket,sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"END", sys.argv[1])'

/** Binds the manager's end of the queue, in a process of its own. */
export async function startReader(path: string): Promise<Reader> {
  const child = spawn('python3', [READER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const kill = () => void child.kill()
  // It would wait for ever if the bench ends with an error.
  process.once('exit', kill)
  await lines.next()
  return {
    async end() {
      spawn('python3', ['-c', SEND_END, path])
      return JSON.parse(String((await lines.next()).value)) as Received
    },
    stop() {
      process.off('exit', kill)
      kill()
    },
  }
}

/** @returns the first line that a process prints */
export async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output')
  const [line] = (await once(createInterface(stdout), 'line')) as [string]
  return line
}
