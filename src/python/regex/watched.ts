import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'

/** Milliseconds that an expression may take for a text. */
export const TIMEOUT_MS = 1000
/** Milliseconds that a thread may take to start. */
const START_MS = 30_000

/** What both threads agree on: the state is one of these. */
const STARTING = -1
const IDLE = 0
const ASKED = 1
const MATCHES = 2
const DIFFERS = 3

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
  readonly state: Int32Array
}

/**
 * An expression that may take for ever, matched on a thread of its own. This thread waits for the answer, but no longer
 * than {@link TIMEOUT_MS}.
 */
export class WatchedRegex {
  readonly #regex: RegExp
  #thread: Thread | undefined

  constructor(regex: RegExp) {
    this.#regex = regex
  }

  /** @returns undefined: it takes too long */
  test(text: string): boolean | undefined {
    this.#thread ??= start(this.#regex)
    const { port, state } = this.#thread
    port.postMessage(text)
    Atomics.store(state, 0, ASKED)
    Atomics.notify(state, 0)
    Atomics.wait(state, 0, ASKED, TIMEOUT_MS)
    const answer = Atomics.exchange(state, 0, IDLE)
    if (answer === ASKED) this.#end()
    return answer === ASKED ? undefined : answer === MATCHES
  }

  #end(): void {
    void this.#thread?.worker.terminate()
    this.#thread?.port.close()
    this.#thread = undefined
  }
}

function start(regex: RegExp): Thread {
  const { port1, port2 } = new MessageChannel()
  const state = new Int32Array(new SharedArrayBuffer(4))
  state[0] = STARTING
  const workerData = { state, port: port2, source: regex.source, flags: regex.flags, IDLE, ASKED, MATCHES, DIFFERS }
  // As a text, so that it is found wherever the bundle lies, and in the sources.
  const worker = new Worker(`(${serve})(require('node:worker_threads'))`, {
    eval: true,
    workerData,
    transferList: [port2],
  })
  worker.unref()
  worker.on('error', () => {})
  Atomics.wait(state, 0, STARTING, START_MS)
  return { worker, port: port1, state }
}

/** The thread: whatever it needs is handed in. */
function serve({ workerData, receiveMessageOnPort }: typeof import('node:worker_threads')): void {
  const { state, port, source, flags, IDLE, ASKED, MATCHES, DIFFERS } = workerData
  const regex = new RegExp(source, flags)
  Atomics.store(state, 0, IDLE)
  Atomics.notify(state, 0)
  for (;;) {
    const now = Atomics.load(state, 0)
    if (now !== ASKED) {
      Atomics.wait(state, 0, now)
      continue
    }
    regex.lastIndex = 0
    Atomics.store(state, 0, regex.test(receiveMessageOnPort(port)?.message) ? MATCHES : DIFFERS)
    Atomics.notify(state, 0)
  }
}
