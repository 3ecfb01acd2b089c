import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Home } from './home.ts'

export interface DaemonOptions {
  /**
   * Events that it processes per second. Default: every other event when it arrives, and a tenth of its queue when
   * it is asked again before another has arrived, so that the speed of the machine does not matter.
   */
  readonly rate?: number
  /** Size of its queue. */
  readonly size: number
}

/** The daemon that reads the socket: it drops events that do not fit its queue, invisibly for senders. */
export class Daemon {
  readonly size: number
  readonly #rate: number | undefined
  received = 0
  dropped = 0
  /** Highest fill level of the queue, as a share. */
  peak = 0
  #waiting = 0
  #at = performance.now()
  #receivedWhenAsked = 0

  constructor({ rate, size }: DaemonOptions) {
    this.#rate = rate
    this.size = size
  }

  /** Takes an event: for `onDatagram` of the sink. */
  receive(): void {
    const full = this.waiting() > this.size - 1
    this.received++
    if (full) this.dropped++
    else this.#waiting += this.#rate === undefined ? 0.5 : 1
    this.peak = Math.max(this.peak, this.#waiting / this.size)
  }

  /** Number of events in the queue now. */
  waiting(): number {
    const now = performance.now()
    this.#process(((now - this.#at) / 1000) * (this.#rate ?? 0))
    this.#at = now
    return this.#waiting
  }

  /** Number of events in the queue when the manager is asked for it. */
  waitingWhenAsked(): number {
    if (this.#rate === undefined && this.received === this.#receivedWhenAsked) this.#process(this.size / 10)
    this.#receivedWhenAsked = this.received
    return this.waiting()
  }

  #process(events: number): void {
    this.#waiting = Math.max(0, this.#waiting - events)
  }
}

/** How a manager answers a request for its state. Default: `manager`. */
export type Answer = (socket: Socket, manager: StatsServer) => void

/** The manager's own socket, on which `wazuh-analysisd` reports its state. */
export class StatsServer {
  asked = 0
  answer: Answer = (socket, manager) => socket.end(manager.stats())
  readonly #daemon: Daemon
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor(daemon: Daemon) {
    this.#daemon = daemon
    this.#server = createServer((socket) => {
      this.#open.add(socket)
      socket.on('error', () => {})
      socket.once('data', () => {
        this.asked++
        this.answer(socket, this)
      })
    })
  }

  static async open(home: Home, daemon: Daemon): Promise<StatsServer> {
    const manager = new StatsServer(daemon)
    manager.#server.listen(join(home.root, 'queue', 'sockets', 'analysis'))
    await once(manager.#server, 'listening')
    return manager
  }

  /** The answer to `getstats`, preceded by its length. */
  stats(): Buffer {
    const { received, dropped, size } = this.#daemon
    const ours = (aws: number) => ({ modules_breakdown: { aws } })
    const metrics = {
      events: {
        received_breakdown: { decoded_breakdown: ours(received - dropped), dropped_breakdown: ours(dropped) },
      },
      queues: { others: { size, usage: Math.round((this.#daemon.waitingWhenAsked() / size) * 10_000) / 10_000 } },
    }
    return framed(JSON.stringify({ error: 0, message: 'ok', data: { metrics } }))
  }

  /** Ends like a manager that dies: open connections break off, and the socket's file is removed. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
    await closed
  }
}

/** A message, preceded by its length in four bytes. */
export function framed(text: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.byteLength(text))
  return Buffer.concat([length, Buffer.from(text)])
}

/** Writes the state file of a daemon, with the current time. */
export function writeState(
  home: Home,
  daemon: 'analysisd' | 'agentd',
  values: Readonly<Record<string, string | number>>,
) {
  const folder = join(home.root, 'var', 'run')
  mkdirSync(folder, { recursive: true })
  const lines = Object.entries(values).map(([key, value]) => `${key}='${value}'\n`)
  writeFileSync(join(folder, `wazuh-${daemon}.state`), lines.join(''))
}
