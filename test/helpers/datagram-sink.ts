import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import koffi from 'koffi'

const AF_UNIX = 1
// Close-on-exec: a program started by the test must not hold the manager's end open.
const SOCK_DGRAM_FLAGS = 2 | 0o4000 | 0o2000000
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SHUT_RD = 0
const LARGEST_DATAGRAM = 1 << 20
const TURN = 256

const libc = koffi.load('libc.so.6')
const socket = libc.func('int socket(int, int, int)')
const bind = libc.func('int bind(int, const void *, uint32_t)')
const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)')
const recv = libc.func('intptr_t recv(int, void *, size_t, int)')
const shutdown = libc.func('int shutdown(int, int)')
const close = libc.func('int close(int)')

export interface SinkOptions {
  /** Size of the kernel's buffer (SO_RCVBUF) in bytes. Default: 8 MiB. */
  readonly receiveBuffer?: number
  /** Milliseconds between two datagrams, for a slow reader. Default: 0. */
  readonly delayMs?: number
  /** Called with each datagram as it arrives. */
  readonly onDatagram?: (datagram: Buffer) => void
}

/** Sinks that read as fast as they can. */
const reading = new Set<DatagramSink>()

/** Lets all sinks of this process take what has arrived, except for slow and paused ones. */
export function takeArrived(): void {
  for (const sink of reading) sink.take()
}

/**
 * The manager's end of the queue: a bound unix datagram socket that keeps everything it receives. Node has none, so the
 * system calls are made directly, without blocking, whenever the event loop is idle.
 */
export class DatagramSink {
  readonly datagrams: Buffer[] = []
  readonly path: string
  readonly #options: SinkOptions
  readonly #buffer = Buffer.allocUnsafe(LARGEST_DATAGRAM)
  #fd = -1
  #reading: Promise<void> | undefined

  /** Binds the socket, replaces a file at its path, and starts to read. */
  constructor(path: string, options: SinkOptions = {}) {
    this.path = path
    this.#options = options
    this.restart()
  }

  /** The received datagrams as text, those included that have only just arrived. */
  texts(): string[] {
    if (reading.has(this)) this.take()
    return this.datagrams.map((datagram) => datagram.toString('utf8'))
  }

  /** Stops reading, like a manager that hangs. Senders wait once the kernel's queue is full. */
  async pause(): Promise<void> {
    reading.delete(this)
    const turn = this.#reading
    this.#reading = undefined
    await turn
  }

  /** Reads again after {@link pause}. */
  resume(): void {
    if (!this.#options.delayMs) reading.add(this)
    const turn = this.#read(() => this.#reading === turn)
    this.#reading = turn
  }

  /** Takes everything that has arrived. */
  take(): void {
    while (this.#receive());
  }

  /** Takes the received datagrams and closes the socket without removing its file, like a manager that was killed. */
  async close(): Promise<void> {
    await this.pause()
    if (this.#fd < 0) return
    // A datagram between the last read and the end would be lost, as it is when a manager is killed.
    shutdown(this.#fd, SHUT_RD)
    this.take()
    close(this.#fd)
    this.#fd = -1
  }

  /** Binds again after {@link close}. */
  restart(): void {
    this.#fd = bindSocket(this.path, this.#options.receiveBuffer ?? 8 << 20)
    this.resume()
  }

  async #read(wanted: () => boolean): Promise<void> {
    const { delayMs = 0 } = this.#options
    for (let idle = 0; ; idle++) {
      await (idle > TURN ? sleep(1) : new Promise((resolve) => setImmediate(resolve)))
      if (!wanted()) return
      const most = delayMs > 0 ? 1 : TURN
      for (let n = 0; n < most && this.#receive(); n++) idle = 0
      if (delayMs > 0 && idle === 0) await sleep(delayMs)
    }
  }

  /** Takes one datagram. @returns false if none is waiting */
  #receive(): boolean {
    const length = Number(recv(this.#fd, this.#buffer, this.#buffer.length, 0))
    // Only EAGAIN is possible (the runtime may have changed errno in the meantime). Events are never empty: an empty
    // one shows that the socket was shut down.
    if (length <= 0) return false
    const datagram = Buffer.from(this.#buffer.subarray(0, length))
    this.datagrams.push(datagram)
    this.#options.onDatagram?.(datagram)
    return true
  }
}

/** Creates the file of a socket without a reader: connecting to it is refused. */
export function leaveStaleSocket(path: string): void {
  close(bindSocket(path, 4096))
}

function bindSocket(path: string, receiveBuffer: number): number {
  rmSync(path, { force: true })
  const fd = socket(AF_UNIX, SOCK_DGRAM_FLAGS, 0) as number
  const size = Buffer.alloc(4)
  size.writeInt32LE(receiveBuffer)
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, size, size.length)
  const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), Buffer.from(`${path}\0`)])
  if (bind(fd, address, address.length) !== 0) {
    const errno = koffi.errno()
    close(fd)
    throw new Error(`bind ${path}: errno ${errno}`)
  }
  return fd
}
