import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { MessageQueue, QueueMessage } from '../subscribers/types.ts'

/** Messages that a run may have in work however slow it is: those of two requests. */
const LEAST_ROOM = 20
/** Most messages in work. */
const MOST_ROOM = 200
/** Bytes of messages in work from which no more are asked for. */
const ROOM_BYTES = 4 * 1024 * 1024

interface Held {
  message: QueueMessage
  readonly extending: NodeJS.Timeout
  /** Its events are handed over, or will not be: it waits to be deleted. */
  isDone: boolean
}

/**
 * The messages that this run has received and that are still in the queue. Each is kept hidden from others, however
 * long its work takes. There is room for as many as are done before they must be hidden anew: it grows with each that
 * is done, and halves when one takes longer.
 */
export class HeldMessages {
  readonly #queue: MessageQueue
  readonly #held = new Map<string, Held>()
  #inWork = 0
  #bytes = 0
  #largest = 0
  #room = LEAST_ROOM

  constructor(queue: MessageQueue) {
    this.#queue = queue
  }

  /** None at all, not even one that waits to be deleted. */
  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** Messages that are not done. */
  get inWork(): number {
    return this.#inWork
  }

  /** Whether so many more messages may be received. */
  hasRoomFor(count: number): boolean {
    if (this.#inWork + count > this.#room) return false
    return this.#bytes + count * this.#largest <= ROOM_BYTES
  }

  handleOf(id: string): string {
    return this.#held.get(id)?.message.handle ?? ''
  }

  /** @returns false when the message is held already: the new receipt is the one that counts */
  hold(message: QueueMessage): boolean {
    const { id } = message
    const held = this.#held.get(id)
    if (held) held.message = message
    if (held) return false
    const extending = setInterval(() => this.#extend(id), this.#seconds * 500)
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
    this.#room = Math.min(MOST_ROOM, this.#room + 1)
  }

  /** Keeps a message hidden no longer. */
  forget(id: string): void {
    this.done(id)
    clearInterval(this.#held.get(id)?.extending)
    this.#held.delete(id)
  }

  /** Forgets the messages that are not done, and gives them back, for others to take at once. */
  async release(): Promise<void> {
    const left = [...this.#held.values()].filter(({ isDone }) => !isDone)
    for (const { message } of left) this.forget(message.id)
    await Promise.allSettled(left.map(({ message }) => this.#queue.extend(message.handle, 0)))
  }

  forgetAll(): void {
    for (const id of [...this.#held.keys()]) this.forget(id)
  }

  /** Seconds for which a message is hidden at a time; half of them after it is hidden anew. */
  get #seconds(): number {
    return Math.max(1, this.#queue.visibilityTimeout)
  }

  async #extend(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (!held) return
    this.#room = Math.max(LEAST_ROOM, Math.floor(this.#room / 2))
    try {
      await this.#queue.extend(held.message.handle, this.#seconds)
    } catch (cause) {
      if (this.#held.has(id)) log.debug(1, messages.notExtended(id, (cause as Error).message))
    }
  }
}
