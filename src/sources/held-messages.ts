import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { MessageQueue, QueueMessage } from '../subscribers/types.ts'

/** Messages that even the slowest run may hold: those of two requests. */
const MIN_CAPACITY = 20
const MAX_CAPACITY = 200
/** Bytes of held messages. */
const MAX_BYTES = 4 * 1024 * 1024

interface Held {
  message: QueueMessage
  readonly extending: NodeJS.Timeout
  /** True once it is processed and waits to be deleted. */
  isDone: boolean
}

/**
 * The messages that this run has received and that are still in the queue. It keeps each invisible to others, however
 * long that takes. The capacity is the number of messages that can be processed before a timeout must be extended: it
 * grows with each processed message, and halves with each extension.
 */
export class HeldMessages {
  readonly #queue: MessageQueue
  readonly #held = new Map<string, Held>()
  #inWork = 0
  #bytes = 0
  #largest = 0
  #capacity = MIN_CAPACITY

  constructor(queue: MessageQueue) {
    this.#queue = queue
  }

  /** True if no message is held, not even one that waits to be deleted. */
  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** Number of messages that are not processed yet. */
  get inWork(): number {
    return this.#inWork
  }

  /** @returns true if `count` more messages may be received */
  canHold(count: number): boolean {
    if (this.#inWork + count > this.#capacity) return false
    return this.#bytes + count * this.#largest <= MAX_BYTES
  }

  handleOf(id: string): string {
    return this.#held.get(id)?.message.handle ?? ''
  }

  /** @returns false if the message is already held: its receipt handle is replaced */
  hold(message: QueueMessage): boolean {
    const { id } = message
    const held = this.#held.get(id)
    if (held) held.message = message
    if (held) return false
    const extending = setInterval(() => this.#extend(id), this.#timeoutSeconds * 500)
    this.#held.set(id, { message, extending, isDone: false })
    this.#inWork++
    this.#bytes += message.body.length
    this.#largest = Math.max(this.#largest, message.body.length)
    return true
  }

  done(id: string): void {
    const held = this.#held.get(id)
    if (held === undefined || held.isDone) return
    held.isDone = true
    this.#inWork--
    this.#bytes -= held.message.body.length
    this.#capacity = Math.min(MAX_CAPACITY, this.#capacity + 1)
  }

  /** Stops extending the timeout of a message. */
  forget(id: string): void {
    this.done(id)
    clearInterval(this.#held.get(id)?.extending)
    this.#held.delete(id)
  }

  /** Forgets the messages that are not processed, and makes them visible to others at once. */
  async release(): Promise<void> {
    const left = [...this.#held.values()].filter(({ isDone }) => !isDone)
    for (const { message } of left) this.forget(message.id)
    await Promise.allSettled(left.map(({ message }) => this.#queue.extend(message.handle, 0)))
  }

  forgetAll(): void {
    for (const id of [...this.#held.keys()]) this.forget(id)
  }

  /** Visibility timeout of a message. It is extended after half of it. */
  get #timeoutSeconds(): number {
    return Math.max(1, this.#queue.visibilitySeconds)
  }

  async #extend(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (!held) return
    this.#capacity = Math.max(MIN_CAPACITY, Math.floor(this.#capacity / 2))
    try {
      await this.#queue.extend(held.message.handle, this.#timeoutSeconds)
    } catch (cause) {
      if (this.#held.has(id)) log.debug(1, messages.notExtended(id, (cause as Error).message))
    }
  }
}
