import { setImmediate as turn } from 'node:timers/promises'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { monotonicMs } from '../../monotonic-clock.ts'

/** Milliseconds that an expression may take for a text. */
export const TIMEOUT_MS = 1000
/** Milliseconds that a thread may take to start. */
const START_MS = 30_000
/** Milliseconds for which this thread waits before it goes on with other work. Most answers take less. */
const BRIEF_MS = 5
/** Milliseconds after which other work has its turn, however quick the answers are. */
const TURN_MS = 20

/** What both threads agree on: the state is one of these. */
const STARTING = -1
const IDLE = 0
const ASKED = 1
const MATCHES = 2
const DIFFERS = 3

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
  readonly state: Int32Array<SharedArrayBuffer>
}

/**
 * An expression that may take for ever, matched on a thread of its own, but no longer than {@link TIMEOUT_MS} for a text.
 */
export class WatchedRegex {
  readonly #regex: RegExp
  #thread: Thread | undefined
  /** The text before, which {@link find} waits for. */
  #before: Promise<unknown> = Promise.resolve()
  #turnedAt = monotonicMs()

  constructor(regex: RegExp) {
    this.#regex = regex
  }

  /** Blocks this thread. Do not call it while {@link find} waits. @returns undefined: it takes too long */
  test(text: string): boolean | undefined {
    const thread = this.#open()
    Atomics.wait(thread.state, 0, STARTING, START_MS)
    ask(thread, text)
    Atomics.wait(thread.state, 0, ASKED, TIMEOUT_MS)
    return this.#answer(thread)
  }

  /** Does the same while this thread goes on with other work. Texts are matched one after the other. */
  find(text: string): Promise<boolean | undefined> {
    const answer = this.#before.then(() => this.#find(text))
    this.#before = answer
    return answer
  }

  async #find(text: string): Promise<boolean | undefined> {
    if (monotonicMs() - this.#turnedAt > TURN_MS) {
      await turn()
      this.#turnedAt = monotonicMs()
    }
    const thread = this.#open()
    await changed(thread.state, STARTING, START_MS)
    ask(thread, text)
    Atomics.wait(thread.state, 0, ASKED, BRIEF_MS)
    await changed(thread.state, ASKED, TIMEOUT_MS)
    return this.#answer(thread)
  }

  #open(): Thread {
    this.#thread ??= start(this.#regex)
    return this.#thread
  }

  #answer({ state }: Thread): boolean | undefined {
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

function ask({ port, state }: Thread, text: string): void {
  port.postMessage(text)
  Atomics.store(state, 0, ASKED)
  Atomics.notify(state, 0)
}

/** Waits until the state is another one, or for a time. */
async function changed(state: Int32Array<SharedArrayBuffer>, from: number, timeoutMs: number): Promise<void> {
  const { async: isAsync, value } = Atomics.waitAsync(state, 0, from, timeoutMs)
  if (!isAsync) return
  // Waiting for another thread does not keep the process alive.
  const timer = setTimeout(() => {}, timeoutMs)
  await value
  clearTimeout(timer)
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
