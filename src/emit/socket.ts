import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/emit.ts'
import * as os from './datagram.ts'
import { sayBefore, sayMessage } from './lines.ts'
import type { Emitter, EventBatch } from './types.ts'

/** Milliseconds after which the event loop gets a turn: fetches go on and signals are seen while events are sent. */
const TURN_EVERY_MS = 5
/** Milliseconds until the kernel is asked again when it has no memory. */
const MEMORY_PAUSE_MS = 100
const RECONNECT_EVERY_MS = 100

/** There was a reader, and now it is gone or another socket stands in its place. */
const READER_GONE: ReadonlySet<number> = new Set([os.ECONNREFUSED, os.ECONNRESET, os.ENOTCONN, os.ENOENT, os.EPIPE])
/** Trying again is all that comes of them. */
const HARMLESS: ReadonlySet<number> = new Set([os.EAGAIN, os.EINTR])
const OUT_OF_MEMORY: ReadonlySet<number> = new Set([os.ENOBUFS, os.ENOMEM])

/**
 * Events to the queue of the manager or agent: a unix datagram socket, one for the run, opened at the first event.
 *
 * @param path file of the socket
 * @param signal   looked at between two calls to the kernel, and while waiting
 * @param patience seconds that a reader which goes away in the middle of the run has to come back. Default 10: a
 *                 restart of the manager takes a few. One that was never there gets none
 */
export function openSocket(path: string, signal: AbortSignal, patience = 10): Emitter {
  return new SocketEmitter(path, signal, patience)
}

class SocketEmitter implements Emitter {
  readonly counts = { sent: 0, tooLong: 0 }
  readonly #path: string
  readonly #signal: AbortSignal
  readonly #patience: number
  #socket: os.DatagramSocket | undefined
  #lastTurn = 0

  constructor(path: string, signal: AbortSignal, patience: number) {
    this.#path = path
    this.#signal = signal
    this.#patience = patience
  }

  async send(batch: EventBatch, { quoted = false } = {}): Promise<void> {
    let said = 0
    const each = log.debugLevel() >= 3
    for (let at = 0; ; ) {
      said = sayBefore(batch, said, at)
      if (at === batch.ends.length) return
      if (each) sayMessage(batch, at, quoted)
      const to = each ? at + 1 : (batch.lines[said]?.before ?? batch.ends.length)
      await this.#sendRange(batch, at, to)
      at = to
    }
  }

  async close(): Promise<void> {
    this.#disconnect()
  }

  #disconnect(): void {
    this.#socket?.close()
    this.#socket = undefined
  }

  async #sendRange({ bytes, ends }: EventBatch, from: number, to: number): Promise<void> {
    let socket = this.#socket ?? (await this.#connectFirst())
    let suspect = 0
    for (let at = from; at < to; ) {
      await this.#giveTurn()
      const taken = socket.send(bytes, ends, at, to)
      const errno = -taken
      if (taken > 0) {
        at += taken
        this.counts.sent += taken
        suspect = 0
      } else if (HARMLESS.has(errno)) {
        // No room yet, and the socket has waited; or a signal, which the next turn hears.
      } else if (errno !== suspect) {
        // The runtime may have changed the number before it was read: what ends a run, or an event, is heard twice.
        suspect = errno
      } else if (errno === os.EMSGSIZE) {
        this.#skipTooLong()
        at++
      } else if (READER_GONE.has(errno)) {
        socket = await this.#reconnect()
      } else if (OUT_OF_MEMORY.has(errno)) {
        await sleep(MEMORY_PAUSE_MS)
      } else {
        throw failure(errno)
      }
    }
  }

  async #giveTurn(): Promise<void> {
    this.#signal.throwIfAborted()
    if (performance.now() - this.#lastTurn < TURN_EVERY_MS) return
    await turn()
    this.#lastTurn = performance.now()
    this.#signal.throwIfAborted()
  }

  #skipTooLong(): void {
    log.error(messages.messageTooLong())
    log.debug(1, messages.messageTooLongHint())
    this.counts.tooLong++
  }

  async #connectFirst(): Promise<os.DatagramSocket> {
    if (Buffer.byteLength(this.#path) > os.MAX_PATH_BYTES) {
      throw new RunError(ExitCode.send, messages.socketPathTooLong(this.#path))
    }
    await os.loadLibrary().catch((cause: Error) => {
      throw new RunError(ExitCode.send, messages.socketsUnavailable(cause.message), { cause })
    })
    const socket = os.DatagramSocket.connect(this.#path)
    if (typeof socket === 'number') throw failure(socket)
    this.#socket = socket
    return socket
  }

  /** A reader that does not come back in time: what connect says last is the answer. */
  async #reconnect(): Promise<os.DatagramSocket> {
    this.#disconnect()
    const deadline = performance.now() + this.#patience * 1000
    for (let waited = false; ; waited = true) {
      const socket = os.DatagramSocket.connect(this.#path)
      if (typeof socket !== 'number') {
        if (waited) log.debug(1, messages.readerBack())
        this.#socket = socket
        return socket
      }
      if (!READER_GONE.has(socket) || performance.now() > deadline) throw failure(socket)
      if (!waited) log.debug(1, messages.readerGone(this.#path, this.#patience))
      await sleep(RECONNECT_EVERY_MS)
      this.#signal.throwIfAborted()
    }
  }
}

function failure(errno: number): RunError {
  if (errno === os.ECONNREFUSED) return new RunError(ExitCode.managerNotRunning, messages.wazuhMustBeRunning())
  return new RunError(ExitCode.send, messages.sendingFailed(errno, os.errorText(errno)))
}
