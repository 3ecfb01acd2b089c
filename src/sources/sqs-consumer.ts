import { abortable } from '../concurrency/abortable.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { printedBody } from '../subscribers/printed-body.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import { HeldMessages } from './held-messages.ts'
import { MessageDeletions } from './message-deletions.ts'
import type { MessageMemory } from './message-memory.ts'
import { MessageReceiver, RECEIVE_BATCH, type ReceiverOptions } from './message-receiver.ts'
import type { MessageSource } from './message-source.ts'

/** Milliseconds for which a run that ends early releases its messages. */
const RELEASE_MS = 5_000
/** Milliseconds for which it waits for the answers of a queue that was full, which hides messages with each of them. */
const ANSWER_MS = 500

export interface ConsumerOptions extends ReceiverOptions {
  readonly memory: Pick<MessageMemory, 'add' | 'known'>
}

/**
 * Consumes the messages of a queue. A message whose events were handed over is saved in the memory, then deleted while
 * the next one is processed. If it is received again, because the run was killed in between, it is only deleted.
 */
export class SqsConsumer implements MessageSource {
  readonly #options: ConsumerOptions
  readonly #receiver: MessageReceiver
  readonly #held: HeldMessages
  readonly #deletions: MessageDeletions
  /** Messages that are received and not taken yet. */
  readonly #ready: QueueMessage[] = []
  /** Ids of messages that failed in this run, which are not tried twice. */
  readonly #rejected = new Set<string>()
  #requests = 0
  #isReleasing = false
  #failure: { readonly cause: unknown } | undefined
  #changed = Promise.withResolvers<void>()

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#receiver = new MessageReceiver(options)
    this.#held = new HeldMessages(options.queue)
    this.#deletions = new MessageDeletions(options.queue, options.name, {
      handleOf: (id) => this.#held.handleOf(id),
      deleted: (id) => this.#forget(id),
      failed: (cause) => this.#fail(cause),
    })
  }

  /**
   * Yields the messages; it requests the next ones while earlier ones are processed. It ends when the queue is empty, or
   * after {@link close}.
   *
   * @throws RunError 20, 21; AwsFailure; signal.reason
   */
  async *messages(): AsyncGenerator<QueueMessage> {
    for (;;) {
      this.#requestMore()
      const message = this.#ready.shift()
      if (message) yield message
      else if (this.#failure) throw this.#failure.cause
      else if (this.#requests === 0 && (this.#receiver.isAtEnd || this.#receiver.isClosed)) return
      else await abortable(this.#changed.promise, this.#options.signal)
    }
  }

  close(): void {
    this.#receiver.close()
  }

  /** Saves and deletes a message. More events may be sent once this returns. @throws RunError 20, 21; AwsFailure */
  async ack({ id }: QueueMessage): Promise<void> {
    const isSaved = await this.#options.memory.add(id)
    this.#delete(id)
    await (isSaved ? this.#deletions.waitForCapacity() : this.#deletions.drain())
  }

  /** Leaves a message in the queue. It becomes visible again after its timeout, until the redrive policy moves it. */
  nack({ id }: QueueMessage): void {
    this.#rejected.add(id)
    this.#forget(id)
  }

  /** Waits until all acknowledged messages are deleted. @throws RunError 20, 21; AwsFailure */
  drain(): Promise<void> {
    return this.#deletions.drain()
  }

  /** Makes unfinished messages visible to others at once. If that fails, they become visible after their timeout. */
  async releaseAll(): Promise<void> {
    this.#isReleasing = true
    await within(ANSWER_MS, this.#answered())
    this.close()
    await within(RELEASE_MS, Promise.allSettled([this.#held.release(), this.#deletions.drain()]))
    this.#deletions.close()
    this.#held.forgetAll()
  }

  async #answered(): Promise<void> {
    const { isClosed, maxRequests } = this.#receiver
    // A request of a queue that was not full may wait for the first message.
    if (isClosed || maxRequests === 1) return
    while (this.#requests > 0) await this.#changed.promise
  }

  #requestMore(): void {
    while (this.#mayRequest()) void this.#request()
  }

  #mayRequest(): boolean {
    // A run that ends still acknowledges what it has handed over. New messages would only be hidden from others.
    if (this.#isReleasing || this.#failure || this.#options.signal.aborted) return false
    const { isClosed, isAtEnd, isDry, maxRequests } = this.#receiver
    if (isClosed || isAtEnd) return false
    if (this.#held.isEmpty && this.#requests === 0) return true
    // A dry queue is asked again once there is nothing else to do.
    if (isDry || this.#requests >= maxRequests) return false
    return this.#held.canHold((this.#requests + 1) * RECEIVE_BATCH)
  }

  async #request(): Promise<void> {
    this.#requests++
    try {
      const received = await this.#receiver.receive(this.#held.isEmpty, (all) => this.#hold(all))
      if (received.length > 0) this.#ready.push(...(await this.#notHandedOver(received)))
    } catch (cause) {
      this.#failure ??= { cause }
    }
    this.#requests--
    this.#change()
  }

  /** @returns the messages that are new to this run */
  #hold(received: readonly QueueMessage[]): readonly QueueMessage[] {
    return received.filter((message) => {
      const { id, receiveCount, body } = message
      if (this.#rejected.has(id) || !this.#held.hold(message)) return false
      log.debug(1, messages.received(id, receiveCount))
      if (log.debugLevel() >= 2) log.debug(2, messages.theMessageIs(printedBody(body)))
      return true
    })
  }

  /** Deletes messages that an earlier run handed over. @returns the others */
  async #notHandedOver(received: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    const known = await this.#options.memory.known(received.map(({ id }) => id))
    for (const id of known) {
      log.debug(1, messages.handedOverBefore(id))
      this.#delete(id)
    }
    return known.size === 0 ? received : received.filter(({ id }) => !known.has(id))
  }

  #delete(id: string): void {
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
    // With nothing left to process, no further message will fill the batch.
    if (this.#receiver.isDry && this.#held.inWork === 0) this.#deletions.flush()
    this.#requestMore()
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers()
    resolve()
  }
}

/** Waits for work, but no longer than this many milliseconds. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
