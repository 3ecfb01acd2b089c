import { abortable } from '../concurrency/abortable.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import { HeldMessages } from './held-messages.ts'
import type { MessageSource } from './message-source.ts'
import { queueError } from './queue-error.ts'
import type { ConsumerOptions } from './sqs-consumer.ts'

/** Messages of one request: what SQS allows. */
const BATCH = 10
/** Seconds that a request waits for the first message: all of SQS's servers are asked only when it waits. */
const WAIT = 1
/** Most messages that a look shows: no other reader gets them while it lasts. */
const MOST_MESSAGES = 100
/** Seconds for which messages are hidden at a time: so soon they come back after a look that was killed. */
export const LOOK_HIDES_SECONDS = 30

/**
 * A look at the messages of a queue: each is received once, so that it comes only once, and given back when the look ends.
 * SQS counts that as a receive. What this may mean for a dead-letter queue is said.
 */
export class QueueLook implements MessageSource {
  readonly #options: ConsumerOptions
  readonly #held: HeldMessages
  #isClosed = false
  #received = 0
  /** Messages that the next receive moves to the dead-letter queue. */
  #worn = 0

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#held = new HeldMessages(options.queue)
  }

  async *messages(): AsyncGenerator<QueueMessage> {
    const { name, memory } = this.#options
    this.#sayCost()
    while (!this.#isClosed && this.#received < MOST_MESSAGES) {
      const received = await this.#receive()
      if (received.length === 0) return
      const known = await memory.known(received.map(({ id }) => id))
      yield* received.filter(({ id }) => !known.has(id))
    }
    if (!this.#isClosed) log.info(messages.lookEnds(name, this.#received))
  }

  async ack(): Promise<void> {}

  nack(): void {}

  close(): void {
    this.#isClosed = true
  }

  async drain(): Promise<void> {}

  async releaseAll(): Promise<void> {
    await this.#held.release()
    if (this.#worn > 0) log.warning(messages.lookWears(this.#options.name, this.#worn))
  }

  /** @throws RunError 21 when a single receive is one too many */
  #sayCost(): void {
    const { name, queue } = this.#options
    const { maxReceiveCount } = queue
    if (maxReceiveCount === 1) throw new RunError(ExitCode.queueUnusable, messages.lookWouldLose(name))
    if (maxReceiveCount !== Number.POSITIVE_INFINITY) log.warning(messages.lookCounts(name, maxReceiveCount))
  }

  /** @returns those that this look has not seen yet */
  async #receive(): Promise<readonly QueueMessage[]> {
    const { queue, name, signal } = this.#options
    log.debug(1, messages.retrieving(name))
    const received = await abortable(queue.receive(BATCH, WAIT, signal).catch(queueError), signal)
    const fresh = received.filter((message) => this.#held.hold(message))
    this.#received += fresh.length
    const { maxReceiveCount = Number.POSITIVE_INFINITY } = queue
    this.#worn += fresh.filter(({ receiveCount }) => receiveCount >= maxReceiveCount).length
    return fresh
  }
}
