import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/emit.ts'
import { monotonicMs } from '../monotonic-clock.ts'
import { flushed, isWaiting } from '../output.ts'
import * as os from './datagram.ts'
import { printLinesBefore, printMessage } from './print-lines.ts'
import type { Emitter, EventBatch } from './types.ts'

/** Milliseconds between turns of the event loop: fetches continue and signals are handled while events are sent. */
const TURN_EVERY_MS = 5
/** Milliseconds before the next attempt when the kernel has no memory. */
const MEMORY_DELAY_MS = 100
const RECONNECT_EVERY_MS = 100

/** The reader is gone, or another socket has replaced its own. */
const READER_GONE: ReadonlySet<number> = new Set([os.ECONNREFUSED, os.ECONNRESET, os.ENOTCONN, os.ENOENT, os.EPIPE])
/** Sending is tried again at once. */
const RETRYABLE: ReadonlySet<number> = new Set([os.EAGAIN, os.EINTR])
const OUT_OF_MEMORY: ReadonlySet<number> = new Set([os.ENOBUFS, os.ENOMEM])

/**
 * Sends events to the queue of the manager or agent through its unix datagram socket, which is opened at the first event.
 *
 * @param path            file of the socket
 * @param signal          checked between two calls to the kernel, and while waiting
 * @param reconnectWaitS  seconds to wait for a reader that went away during the run. Default 10: a restart of the
 *                        manager takes a few. A missing reader at the start is not waited for
 */
export function openSocket(path: string, signal: AbortSignal, reconnectWaitS = 10): Emitter {
  return new SocketEmitter(path, signal, reconnectWaitS)
}

class SocketEmitter implements Emitter {
  readonly counts = { sent: 0, tooLong: 0 }
  readonly #path: string
  readonly #signal: AbortSignal
  readonly #reconnectWaitS: number
  #socket: os.DatagramSocket | undefined
  #lastTurn = 0

  constructor(path: string, signal: AbortSignal, reconnectWaitS: number) {
    this.#path = path
    this.#signal = signal
    this.#reconnectWaitS = reconnectWaitS
  }

  async send(batch: EventBatch, { quoted = false } = {}): Promise<void> {
    let printed = 0
    const isEachPrinted = log.debugLevel() >= 3
    for (let at = 0; ; ) {
      printed = printLinesBefore(batch, printed, at)
      if (at === batch.ends.length) return
      if (isEachPrinted) printMessage(batch, at, quoted)
      if (isWaiting()) await flushed(this.#signal)
      const to = isEachPrinted ? at + 1 : (batch.lines[printed]?.before ?? batch.ends.length)
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
    let lastErrno = 0
    for (let at = from; at < to; ) {
      this.#signal.throwIfAborted()
      if (monotonicMs() - this.#lastTurn >= TURN_EVERY_MS) await this.#giveTurn()
      const taken = socket.send(bytes, ends, at, to)
      const errno = -taken
      if (taken > 0) {
        at += taken
        this.counts.sent += taken
        lastErrno = 0
      } else if (RETRYABLE.has(errno)) {
        // The socket has waited, or a signal has interrupted it, which the next turn handles.
      } else if (errno !== lastErrno) {
        // errno can be overwritten before it is read, so an error must occur twice in a row before it has an effect.
        lastErrno = errno
      } else if (errno === os.EMSGSIZE) {
        this.#skipTooLong()
        at++
      } else if (READER_GONE.has(errno)) {
        socket = await this.#reconnect()
      } else if (OUT_OF_MEMORY.has(errno)) {
        await sleep(MEMORY_DELAY_MS)
      } else {
        throw failure(errno)
      }
    }
  }

  async #giveTurn(): Promise<void> {
    await turn()
    this.#lastTurn = monotonicMs()
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

  /** @throws RunError with the last error of connect, when the reader does not come back in time */
  async #reconnect(): Promise<os.DatagramSocket> {
    this.#disconnect()
    const deadline = monotonicMs() + this.#reconnectWaitS * 1000
    for (let waited = false; ; waited = true) {
      const socket = os.DatagramSocket.connect(this.#path)
      if (typeof socket !== 'number') {
        if (waited) log.debug(1, messages.readerBack())
        this.#socket = socket
        return socket
      }
      if (!READER_GONE.has(socket) || monotonicMs() > deadline) throw failure(socket)
      if (!waited) log.debug(1, messages.readerGone(this.#path, this.#reconnectWaitS))
      await sleep(RECONNECT_EVERY_MS)
      this.#signal.throwIfAborted()
    }
  }
}

function failure(errno: number): RunError {
  if (errno === os.ECONNREFUSED) return new RunError(ExitCode.managerNotRunning, messages.wazuhMustBeRunning())
  return new RunError(ExitCode.send, messages.sendingFailed(errno, os.errorText(errno)))
}
