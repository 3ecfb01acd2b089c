import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { Run } from '../run.ts'
import { stateOf } from '../state/access.ts'
import type { Database } from '../state/database.ts'
import { type HandedOver, openHandedOver } from '../state/handed-over.ts'

/**
 * Remembers the messages that this machine has handed over. It opens the database at the first message, since most runs
 * find an empty queue. Without a usable database, no message is known and {@link MessageMemory.add} returns false.
 */
export class MessageMemory {
  readonly #run: Run
  readonly #retentionMs: number
  #opened: Promise<{ database: Database; table: HandedOver } | undefined> | undefined
  #isProbed = false

  /** @param retentionSeconds for which the queue keeps a message */
  constructor(run: Run, retentionSeconds: number) {
    this.#run = run
    this.#retentionMs = retentionSeconds * 1000
  }

  /** @returns those of the ids that were handed over */
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const known = await this.#attempt((table) => table.known(ids))
    await this.#probe()
    return known ?? new Set()
  }

  /** @returns false if the message could not be saved, so that only its deletion keeps it from being sent again */
  async add(id: string): Promise<boolean> {
    const added = await this.#attempt(async (table) => {
      await table.add(id, Date.now() + this.#retentionMs)
      return true
    })
    return added ?? false
  }

  /** Reports before the first event that nothing can be remembered. Messages of earlier runs are known nevertheless. */
  async #probe(): Promise<void> {
    const opened = await this.#opened
    if (this.#isProbed || opened === undefined) return
    this.#isProbed = true
    await this.#tolerating(() => opened.database.ensureWritable())
  }

  async close(): Promise<void> {
    const opened = await this.#opened
    opened?.database.close()
  }

  async #attempt<T>(work: (table: HandedOver) => Promise<T>): Promise<T | undefined> {
    this.#opened ??= this.#open()
    const opened = await this.#opened
    return opened && this.#tolerating(() => work(opened.table))
  }

  #open() {
    return this.#tolerating(async () => {
      const database = await stateOf(this.#run).open('aws_s3')
      try {
        return { database, table: await openHandedOver(database) }
      } catch (cause) {
        database.close()
        throw cause
      }
    })
  }

  async #tolerating<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (cause) {
      this.#run.signal.throwIfAborted()
      if (!(cause instanceof RunError)) throw cause
      for (const { text } of cause.lines) log.debug(1, messages.notRemembered(text))
      return undefined
    }
  }
}
