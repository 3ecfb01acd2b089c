import { AwsFailure } from '../aws/failure.ts'
import { abortable } from '../concurrency/abortable.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { printedAnswer, printedBody } from '../subscribers/printed-body.ts'
import type { MessageQueue, QueueMessage } from '../subscribers/types.ts'

/** Messages of one request: what SQS allows. */
const BATCH = 10
/** Seconds that a request waits for the first message: what SQS allows. */
const WAIT = 20
/** Milliseconds that a run which ends early spends on giving its messages back. */
const RELEASE_MS = 5_000

/** A message that nobody else gets as long as it is ours. */
interface Held {
  message: QueueMessage
  readonly extending: NodeJS.Timeout
}

/**
 * The messages that this run has received and not yet settled. They are kept hidden from others, however long their
 * work takes; settled is what is deleted, or left for the queue's redrive policy.
 */
export class SqsConsumer {
  readonly #queue: MessageQueue
  /** Of the queue, as lines show it. */
  readonly #name: string
  readonly #signal: AbortSignal
  readonly #held = new Map<string, Held>()
  /** Messages that came to nothing in this run: they are not tried twice. */
  readonly #left = new Set<string>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #waiting = new AbortController()
  #settled = Promise.withResolvers<void>()

  constructor(queue: MessageQueue, name: string, signal: AbortSignal) {
    this.#queue = queue
    this.#name = name
    this.#signal = signal
  }

  /**
   * Messages as they come, the next ones asked for while the last are in work. Ends when a request that was made with
   * nothing in work brings none, or after {@link close}.
   *
   * @throws RunError 20, 21; AwsFailure; and what ends the run early
   */
  async *messages(): AsyncGenerator<QueueMessage> {
    while (!this.#waiting.signal.aborted) {
      const isIdle = this.#held.size === 0
      const settled = this.#settled.promise
      const received = this.#hold(await this.#receive())
      yield* received
      if (received.length > 0) continue
      if (isIdle) return
      await abortable(Promise.race([settled, this.#closed.promise]), this.#signal)
    }
  }

  /** Takes no more messages from the queue; those that were received are still handed out. */
  close(): void {
    this.#closed.resolve()
    this.#waiting.abort()
  }

  /** Deletes a message. @throws RunError 20, 21; AwsFailure */
  async ack({ id }: QueueMessage): Promise<void> {
    const handle = this.#held.get(id)?.message.handle
    if (handle === undefined) return
    const [failed] = await this.#queue.remove([handle]).catch(queueError)
    if (failed) throw new RunError(ExitCode.queueUnusable, messages.notDeleted(this.#name, failed.reason))
    this.#settle(id)
    log.debug(1, messages.deleted(this.#name))
  }

  /** Leaves a message in the queue: it comes back when its time is over, until the redrive policy takes it. */
  nack({ id }: QueueMessage): void {
    this.#left.add(id)
    this.#settle(id)
  }

  /** Gives back what was not settled, for others to take at once. Should that fail, it comes back later by itself. */
  async releaseAll(): Promise<void> {
    this.close()
    const handles = Array.from(this.#held.values(), ({ message }) => message.handle)
    for (const id of this.#held.keys()) this.#settle(id)
    const given = Promise.allSettled(handles.map((handle) => this.#queue.extend(handle, 0)))
    await Promise.race([given, new Promise((resolve) => setTimeout(resolve, RELEASE_MS).unref())])
  }

  async #receive(): Promise<readonly QueueMessage[]> {
    log.debug(1, messages.retrieving(this.#name))
    const answer = this.#queue.receive(BATCH, WAIT, this.#waiting.signal).catch(queueError)
    answer.catch(() => {}) // Nobody waits for it any longer when the run ends first.
    const received = await abortable(Promise.race([answer, this.#closed.promise]), this.#signal)
    if (received && log.debugLevel() >= 3) log.debug(3, messages.rawMessage(printedAnswer(received)))
    return received ?? []
  }

  /** @returns those that are new to this run */
  #hold(received: readonly QueueMessage[]): readonly QueueMessage[] {
    return received.filter((message) => {
      const { id } = message
      const held = this.#held.get(id)
      // It slipped out of our hands and came back: the new receipt is the one that counts.
      if (held) held.message = message
      if (held || this.#left.has(id)) return false
      this.#held.set(id, { message, extending: setInterval(() => this.#extend(id), this.#seconds * 500) })
      log.debug(1, messages.received(id, message.receiveCount))
      if (log.debugLevel() >= 2) log.debug(2, messages.theMessageIs(printedBody(message.body)))
      return true
    })
  }

  /** Seconds for which a message is hidden at a time; half of them after it is hidden anew. */
  get #seconds(): number {
    return Math.max(1, this.#queue.visibilityTimeout)
  }

  async #extend(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (!held) return
    try {
      await this.#queue.extend(held.message.handle, this.#seconds)
    } catch (cause) {
      if (this.#held.has(id)) log.debug(1, messages.notExtended(id, (cause as Error).message))
    }
  }

  #settle(id: string): void {
    clearInterval(this.#held.get(id)?.extending)
    this.#held.delete(id)
    this.#settled.resolve()
    this.#settled = Promise.withResolvers()
  }
}

/** Turns what AWS says about a queue that cannot be used into the contract's codes. */
export function queueError(cause: unknown): never {
  if (!(cause instanceof AwsFailure)) throw cause
  if (cause.kind === 'not-found') throw new RunError(ExitCode.queueNotFound, messages.noQueue(), { cause })
  if (cause.kind !== 'denied' && cause.kind !== 'other') throw cause
  throw new RunError(ExitCode.queueUnusable, cause.message, { cause })
}
