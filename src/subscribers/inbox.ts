import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { Stop } from '../stop.ts'
import type { MessageQueue, QueueMessage } from './types.ts'

/** Messages of one request: what SQS allows. */
const BATCH = 10
/** Seconds that a request waits for the first message: what SQS allows. */
const WAIT = 20

/** A message that nobody else gets as long as it is ours. */
interface Held {
  message: QueueMessage
  readonly extending: NodeJS.Timeout
}

/**
 * The messages that this run has received and not yet settled. They are kept hidden from others, however long their
 * work takes; settled is what is deleted, or left for the queue's redrive policy.
 */
export class Inbox {
  readonly #queue: MessageQueue
  readonly #stop: Stop
  readonly #held = new Map<string, Held>()
  /** Messages that came to nothing in this run: they are not tried twice. */
  readonly #left = new Set<string>()
  readonly #closed = Promise.withResolvers<undefined>()
  #isClosed = false
  #settled = Promise.withResolvers<void>()

  constructor(queue: MessageQueue, stop: Stop) {
    this.#queue = queue
    this.#stop = stop
  }

  /**
   * Messages as they come, the next ones asked for while the last are in work. Ends when a request that was made with
   * nothing in work brings none, or after {@link close}.
   *
   * @param onReceived called with what one request has brought, before the first of it is taken
   * @throws AwsFailure; and what ends the run early
   */
  async *messages(onReceived: (received: readonly QueueMessage[] | undefined) => void): AsyncGenerator<QueueMessage> {
    while (!this.#isClosed) {
      const isIdle = this.#held.size === 0
      const settled = this.#settled.promise
      onReceived(undefined)
      const fresh = this.#hold(await this.#receive())
      onReceived(fresh)
      yield* fresh
      if (fresh.length > 0) continue
      if (isIdle) return
      await this.#stop.race(Promise.race([settled, this.#closed.promise]))
    }
  }

  /** Asks for no more messages; those that were received are still handed out. */
  close(): void {
    this.#isClosed = true
    this.#closed.resolve(undefined)
  }

  /** Deletes a message. @returns the reason when that failed @throws AwsFailure */
  async delete(message: QueueMessage): Promise<string | undefined> {
    const { handle } = this.#held.get(message.id)?.message ?? message
    const [failed] = await this.#queue.remove([handle])
    this.#settle(message)
    return failed?.reason
  }

  /** Leaves a message in the queue: it comes back when its time is over, until the redrive policy takes it. */
  leave(message: QueueMessage): void {
    this.#left.add(message.id)
    this.#settle(message)
  }

  /** Gives back at once what was not settled. Failures do not matter: it comes back by itself, later. */
  async giveBack(): Promise<void> {
    this.close()
    const unsettled = Array.from(this.#held.values(), ({ message }) => message)
    for (const message of unsettled) this.#settle(message)
    await Promise.allSettled(unsettled.map(({ handle }) => this.#queue.extend(handle, 0)))
  }

  async #receive(): Promise<readonly QueueMessage[]> {
    const answer = this.#queue.receive(BATCH, WAIT)
    answer.catch(() => {}) // Nobody waits for it any longer when the run ends first.
    return (await this.#stop.race(Promise.race([answer, this.#closed.promise]))) ?? []
  }

  /** @returns those that are new to this run */
  #hold(received: readonly QueueMessage[]): readonly QueueMessage[] {
    return received.filter((message) => {
      const held = this.#held.get(message.id)
      // It slipped out of our hands and came back: the new receipt is the one that counts.
      if (held) held.message = message
      if (held || this.#left.has(message.id)) return false
      const extending = setInterval(() => this.#extend(message.id), (this.#seconds * 1000) / 2)
      this.#held.set(message.id, { message, extending })
      return true
    })
  }

  /** Seconds for which a message is hidden at a time. */
  get #seconds(): number {
    return Math.max(1, this.#queue.visibilityTimeout)
  }

  async #extend(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (!held) return
    try {
      await this.#queue.extend(held.message.handle, this.#seconds)
    } catch (cause) {
      log.debug(1, messages.notExtended(id, (cause as Error).message))
    }
  }

  #settle({ id }: QueueMessage): void {
    clearInterval(this.#held.get(id)?.extending)
    this.#held.delete(id)
    this.#settled.resolve()
    this.#settled = Promise.withResolvers()
  }
}
