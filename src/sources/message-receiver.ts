import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { printedAnswer } from '../subscribers/printed-body.ts'
import type { MessageQueue, QueueMessage } from '../subscribers/types.ts'
import { queueError } from './queue-error.ts'

/** Messages per request: the maximum of SQS. */
export const RECEIVE_BATCH = 10
/** Seconds for which a request waits for the first message: the maximum of SQS. */
const WAIT_S = 20
/** Concurrent requests while all of them return a full batch. */
const MAX_REQUESTS = 8

export interface ReceiverOptions {
  readonly queue: MessageQueue
  readonly name: string
  readonly signal: AbortSignal
}

/** Requests messages from a queue, and adapts the number of concurrent requests. */
export class MessageReceiver {
  readonly #options: ReceiverOptions
  readonly #closed = Promise.withResolvers<void>()
  readonly #receiving = new AbortController()
  #maxRequests = 1
  #isDry = false
  #isAtEnd = false

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  /** Number of concurrent requests to make now. */
  get maxRequests(): number {
    return this.#maxRequests
  }

  /** True if the last request returned no new message. */
  get isDry(): boolean {
    return this.#isDry
  }

  /** True if a request returned no message while none was held: the queue is empty. */
  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  get isClosed(): boolean {
    return this.#receiving.signal.aborted
  }

  close(): void {
    this.#closed.resolve()
    this.#receiving.abort()
  }

  /**
   * Makes one request. The end of the run does not abort it, only {@link close}: what it brings meanwhile must be given
   * back.
   *
   * @param isIdle true if no message is held
   * @param accept returns the messages that are new to this run
   * @returns those messages
   * @throws RunError 20, 21; AwsFailure
   */
  async receive(
    isIdle: boolean,
    accept: (received: readonly QueueMessage[]) => readonly QueueMessage[],
  ): Promise<readonly QueueMessage[]> {
    const accepted = accept(await this.#request())
    this.#isDry = accepted.length === 0
    this.#isAtEnd = this.#isDry && isIdle
    this.#maxRequests = nextLevel(this.#maxRequests, accepted.length)
    return accepted
  }

  async #request(): Promise<readonly QueueMessage[]> {
    const { queue, name } = this.#options
    log.debug(1, messages.retrieving(name))
    const answer = queue.receive(RECEIVE_BATCH, WAIT_S, this.#receiving.signal).catch(queueError)
    const received = await Promise.race([answer, this.#closed.promise])
    if (received && log.debugLevel() >= 3) log.debug(3, messages.rawMessage(printedAnswer(received)))
    return received ?? []
  }
}

/** @returns one request more after a full batch, and a single one after an empty answer */
function nextLevel(level: number, received: number): number {
  if (received === 0) return 1
  return received < RECEIVE_BATCH ? level : Math.min(MAX_REQUESTS, level + 1)
}
