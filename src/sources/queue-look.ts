import { abortable } from '../concurrency/abortable.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { NOWHERE, type RunReport } from '../report/contract.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import { HeldMessages } from './held-messages.ts'
import { RECEIVE_BATCH } from './message-receiver.ts'
import type { MessageSource } from './message-source.ts'
import { queueError } from './queue-error.ts'
import type { ConsumerOptions } from './sqs-consumer.ts'

/** Seconds for which a request waits for the first message: only a request that waits reaches all servers of SQS. */
const WAIT_S = 1
/** Messages that a look shows; other consumers do not see them meanwhile. */
const MAX_MESSAGES = 100
/** Visibility timeout: after a look that was killed, messages become visible this soon. */
export const LOOK_HIDES_SECONDS = 30

interface LookOptions extends ConsumerOptions {
  readonly report: RunReport
}

/**
 * Shows the messages of a queue and leaves them in it. It receives each once, and makes it visible again when the look
 * ends. SQS counts that as a receive, so a warning says what it means for a dead-letter queue.
 */
export class QueueLook implements MessageSource {
  readonly #options: LookOptions
  readonly #held: HeldMessages
  #isClosed = false
  #received = 0
  /** Messages that the next receive moves to the dead-letter queue. */
  #exhausted = 0

  constructor(options: LookOptions) {
    this.#options = options
    this.#held = new HeldMessages(options.queue)
  }

  async *messages(): AsyncGenerator<QueueMessage> {
    const { name, memory, report } = this.#options
    this.#warn()
    while (!this.#isClosed && this.#received < MAX_MESSAGES) {
      const received = await this.#receive()
      if (received.length === 0) return
      const known = await memory.known(received.map(({ id }) => id))
      for (const id of known) report.passedOver({ name: `message ${id}`, reason: 'processed' }, NOWHERE)
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
    if (this.#exhausted > 0) log.warning(messages.lookWears(this.#options.name, this.#exhausted))
  }

  /** @throws RunError 21 if a single receive moves a message to the dead-letter queue */
  #warn(): void {
    const { name, queue } = this.#options
    const { maxReceiveCount } = queue
    if (maxReceiveCount === 1) throw new RunError(ExitCode.queueUnusable, messages.lookWouldLose(name))
    if (maxReceiveCount !== Number.POSITIVE_INFINITY) log.warning(messages.lookCounts(name, maxReceiveCount))
  }

  /** @returns the messages that this look has not received before */
  async #receive(): Promise<readonly QueueMessage[]> {
    const { queue, name, signal } = this.#options
    log.debug(1, messages.retrieving(name))
    const received = await abortable(queue.receive(RECEIVE_BATCH, WAIT_S, signal).catch(queueError), signal)
    const fresh = received.filter((message) => this.#held.hold(message))
    this.#received += fresh.length
    const { maxReceiveCount = Number.POSITIVE_INFINITY } = queue
    this.#exhausted += fresh.filter(({ receiveCount }) => receiveCount >= maxReceiveCount).length
    return fresh
  }
}
