import { abortable } from '../concurrency/abortable.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { printedAnswer, printedBody } from '../subscribers/printed-body.ts'
import type { MessageQueue, QueueMessage } from '../subscribers/types.ts'
import type { MessageMemory } from './handed-over.ts'
import { HeldMessages } from './held-messages.ts'
import { MessageDeletions } from './message-deletions.ts'
import type { MessageSource } from './message-source.ts'
import { queueError } from './queue-error.ts'

/** Messages of one request: what SQS allows. */
const BATCH = 10
/** Seconds that a request waits for the first message: what SQS allows. */
const WAIT = 20
/** Requests for messages at a time, as long as all of them bring as many as they can. */
const MOST_REQUESTS = 8
/** Milliseconds that a run which ends early spends on giving its messages back. */
const RELEASE_MS = 5_000

export interface ConsumerOptions {
  readonly queue: MessageQueue
  /** Of the queue, as lines show it. */
  readonly name: string
  readonly memory: MessageMemory
  readonly signal: AbortSignal
}

/**
 * The messages of a queue. One whose events were handed over is remembered, then deleted beside the work: should it
 * come back, because the run was killed in between, it is deleted, and not sent again.
 */
export class SqsConsumer implements MessageSource {
  readonly #options: ConsumerOptions
  readonly #held: HeldMessages
  readonly #deletions: MessageDeletions
  /** Received, and not yet taken. */
  readonly #ready: QueueMessage[] = []
  /** Messages that came to nothing in this run: they are not tried twice. */
  readonly #left = new Set<string>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #waiting = new AbortController()
  #requests = 0
  #mostRequests = 1
  /** The last answer brought nothing. */
  #isDry = false
  /** As said by a request that was made with nothing in work. */
  #isAtEnd = false
  #failure: { readonly cause: unknown } | undefined
  #changed = Promise.withResolvers<void>()

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#held = new HeldMessages(options.queue)
    this.#deletions = new MessageDeletions(options.queue, options.name, {
      handleOf: (id) => this.#held.handleOf(id),
      deleted: (id) => this.#forget(id),
      failed: (cause) => this.#fail(cause),
    })
  }

  /**
   * Messages as they come, the next ones asked for while the last are in work. Ends when a request that was made with
   * nothing in work brings none, or after {@link close}.
   *
   * @throws RunError 20, 21; AwsFailure; and what ends the run early
   */
  async *messages(): AsyncGenerator<QueueMessage> {
    for (;;) {
      this.#ask()
      const message = this.#ready.shift()
      if (message) yield message
      else if (this.#failure) throw this.#failure.cause
      else if (this.#requests === 0 && (this.#isAtEnd || this.#isClosed)) return
      else await abortable(this.#changed.promise, this.#options.signal)
    }
  }

  /** Takes no more messages from the queue; those that were received are still handed out. */
  close(): void {
    this.#closed.resolve()
    this.#waiting.abort()
  }

  /** Remembers that a message is done with, and has it deleted. Others may be sent then. @throws RunError 20, 21; AwsFailure */
  async ack({ id }: QueueMessage): Promise<void> {
    const isRemembered = await this.#options.memory.add(id)
    this.#remove(id)
    await (isRemembered ? this.#deletions.room() : this.#deletions.drain())
  }

  /** Leaves a message in the queue: it comes back when its time is over, until the redrive policy takes it. */
  nack({ id }: QueueMessage): void {
    this.#left.add(id)
    this.#forget(id)
  }

  /** Waits until what was acknowledged is deleted. @throws RunError 20, 21; AwsFailure */
  drain(): Promise<void> {
    return this.#deletions.drain()
  }

  /** Gives back what is not done, for others to take at once. Should that fail, it comes back later by itself. */
  async releaseAll(): Promise<void> {
    this.close()
    const given = Promise.allSettled([this.#held.release(), this.#deletions.drain()])
    await Promise.race([given, new Promise((resolve) => setTimeout(resolve, RELEASE_MS).unref())])
    this.#deletions.close()
    this.#held.forgetAll()
  }

  get #isClosed(): boolean {
    return this.#waiting.signal.aborted
  }

  /** Asks for more messages, as many requests at a time as make sense. */
  #ask(): void {
    while (this.#mayAsk()) void this.#request()
  }

  #mayAsk(): boolean {
    if (this.#isClosed || this.#isAtEnd || this.#failure) return false
    if (this.#held.isEmpty && this.#requests === 0) return true
    // A dry queue is asked again when there is nothing else to do.
    if (this.#isDry || this.#requests >= this.#mostRequests) return false
    return this.#held.hasRoomFor((this.#requests + 1) * BATCH)
  }

  async #request(): Promise<void> {
    this.#requests++
    const isIdle = this.#held.isEmpty
    try {
      const received = this.#hold(await this.#receive())
      this.#isDry = received.length === 0
      this.#isAtEnd = this.#isDry && isIdle
      this.#mostRequests = nextLevel(this.#mostRequests, received.length)
      if (!this.#isDry) this.#ready.push(...(await this.#notHandedOver(received)))
    } catch (cause) {
      this.#failure ??= { cause }
    }
    this.#requests--
    this.#change()
  }

  async #receive(): Promise<readonly QueueMessage[]> {
    const { queue, name, signal } = this.#options
    log.debug(1, messages.retrieving(name))
    const answer = queue.receive(BATCH, WAIT, this.#waiting.signal).catch(queueError)
    answer.catch(() => {}) // Nobody waits for it any longer when the run ends first.
    const received = await abortable(Promise.race([answer, this.#closed.promise]), signal)
    if (received && log.debugLevel() >= 3) log.debug(3, messages.rawMessage(printedAnswer(received)))
    return received ?? []
  }

  /** @returns those that are new to this run */
  #hold(received: readonly QueueMessage[]): readonly QueueMessage[] {
    return received.filter((message) => {
      const { id, receiveCount, body } = message
      if (this.#left.has(id) || !this.#held.hold(message)) return false
      log.debug(1, messages.received(id, receiveCount))
      if (log.debugLevel() >= 2) log.debug(2, messages.theMessageIs(printedBody(body)))
      return true
    })
  }

  /** Has those deleted that a run before has handed over. @returns the others */
  async #notHandedOver(received: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    const known = await this.#options.memory.known(received.map(({ id }) => id))
    for (const id of known) {
      log.debug(1, messages.handedOverBefore(id))
      this.#remove(id)
    }
    return known.size === 0 ? received : received.filter(({ id }) => !known.has(id))
  }

  #remove(id: string): void {
    this.#held.done(id)
    this.#deletions.add(id)
    this.#change()
  }

  #forget(id: string): void {
    this.#held.forget(id)
    this.#change()
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause }
    this.close()
    this.#change()
  }

  #change(): void {
    // With nothing left to do, there is no message to be deleted with.
    if (this.#isDry && this.#held.inWork === 0) this.#deletions.flush()
    this.#ask()
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers()
    resolve()
  }
}

/** One request more as long as each brings all it can; one again when one brings nothing. */
function nextLevel(level: number, received: number): number {
  if (received === 0) return 1
  return received < BATCH ? level : Math.min(MOST_REQUESTS, level + 1)
}
