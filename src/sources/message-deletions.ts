import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { MessageQueue } from '../subscribers/types.ts'
import { queueError } from './queue-error.ts'

/** Messages per request: the maximum of SQS. */
const BATCH = 10
/** Milliseconds for which a message waits for its batch to fill. */
const WAIT_MS = 500
const MAX_ATTEMPTS = 3
/** Messages that may wait to be deleted while more are sent. */
const MAX_WAITING = 100

interface Deletion {
  readonly id: string
  attempt: number
}

export interface DeletionOwner {
  /** @returns the latest receipt handle */
  handleOf(id: string): string
  deleted(id: string): void
  /** Called at the first failure of a deletion. */
  failed(cause: unknown): void
}

/** Deletes messages in batches, in the background. */
export class MessageDeletions {
  readonly #queue: MessageQueue
  readonly #name: string
  readonly #owner: DeletionOwner
  #waiting: Deletion[] = []
  #inFlight = 0
  #timer: NodeJS.Timeout | undefined
  #failure: { readonly cause: unknown } | undefined
  #changed = Promise.withResolvers<void>()

  /** @param name name of the queue in lines */
  constructor(queue: MessageQueue, name: string, owner: DeletionOwner) {
    this.#queue = queue
    this.#name = name
    this.#owner = owner
  }

  /** Deletes a message within half a second, or as soon as its batch is full. */
  add(id: string): void {
    this.#waiting.push({ id, attempt: 1 })
    if (this.#waiting.length >= BATCH) this.flush()
    else this.#wait()
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#waiting.length > 0) void this.#send(this.#waiting.splice(0, BATCH))
  }

  /** Waits while too many messages wait to be deleted. @throws RunError 21; AwsFailure */
  async waitForCapacity(): Promise<void> {
    while (this.#inFlight * BATCH >= MAX_WAITING) await this.#changed.promise
    this.#throwFailure()
  }

  /** Waits until all messages are deleted. @throws RunError 21; AwsFailure */
  async drain(): Promise<void> {
    this.flush()
    // A failed deletion waits for its next attempt.
    while (this.#failure === undefined && this.#waiting.length + this.#inFlight > 0) await this.#changed.promise
    this.#throwFailure()
  }

  /** Drops waiting deletions. Requests in flight are not aborted. */
  close(): void {
    clearTimeout(this.#timer)
    this.#waiting = []
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => this.flush(), WAIT_MS)
  }

  async #send(batch: readonly Deletion[]): Promise<void> {
    this.#inFlight++
    try {
      await this.#remove(batch)
    } catch (cause) {
      if (this.#failure === undefined) this.#owner.failed(cause)
      this.#failure ??= { cause }
    }
    this.#inFlight--
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers()
    resolve()
  }

  async #remove(batch: readonly Deletion[]): Promise<void> {
    const handles = batch.map(({ id }) => this.#owner.handleOf(id))
    const failed = await this.#queue.remove(handles).catch(queueError)
    const reasons = new Map(failed.map(({ handle, reason }) => [handle, reason]))
    for (const [at, deletion] of batch.entries()) {
      const reason = reasons.get(handles[at] ?? '')
      if (reason === undefined) {
        log.debug(1, messages.deleted(this.#name))
        this.#owner.deleted(deletion.id)
      } else this.#retry(deletion, reason)
    }
  }

  /** @throws RunError 21 */
  #retry(deletion: Deletion, reason: string): void {
    if (deletion.attempt === MAX_ATTEMPTS)
      throw new RunError(ExitCode.queueUnusable, messages.notDeleted(this.#name, reason))
    this.#waiting.push({ ...deletion, attempt: deletion.attempt + 1 })
    this.#wait()
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.cause
  }
}
