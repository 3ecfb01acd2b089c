import { type EventBatch, type EventLine, HEADER } from '../../emit/types.ts'
import * as messages from '../../messages/service.ts'
import type { OutputOptions } from '../../options.ts'
import type { WriterOptions } from '../../transform/contract.ts'
import { keepMemory } from '../../transform/event-memory.ts'
import { EventWriter } from '../../transform/event-writer.ts'
import type { LogEvent } from '../types.ts'

/**
 * The messages of a page that the discard rule leaves, as batches. They are written as soon as the page is there, so that
 * what waits for the sender is one piece of memory and not thousands of strings. Read once.
 */
export class MessageBatches implements Iterable<EventBatch> {
  /** Messages so far. */
  count = 0
  /** Messages of the page, discarded ones included. */
  readonly size: number
  /** When AWS took in the newest of them, milliseconds since 1970; 0: there is none. */
  readonly ingested: number
  /** Time of the newest of them, likewise. */
  readonly newest: number
  /** Bytes of memory that they take as long as they wait, about. */
  readonly heldBytes: number
  readonly #options: WriterOptions
  readonly #batches: Iterable<EventBatch>

  /** @param name of the stream, for the lines about messages that are too long */
  constructor(name: string, events: readonly LogEvent[], { debugLevel, discard }: OutputOptions) {
    this.#options = { object: { logFile: name, bucket: '' }, debugLevel, discard }
    this.size = events.length
    this.ingested = events.reduce((latest, { ingestionTime = 0 }) => Math.max(latest, ingestionTime), 0)
    this.newest = events.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0)
    this.heldBytes = events.reduce((sum, { message }) => sum + message.length + HEADER.length, 0)
    this.#batches = debugLevel >= 2 ? this.#oneByOne(events) : [this.#together(events)]
  }

  *[Symbol.iterator](): Generator<EventBatch> {
    for (const batch of this.#batches) {
      yield batch
      this.count += batch.ends.length
      if (batch.ends.length > 0) keepMemory(batch.bytes.buffer as ArrayBuffer)
    }
  }

  #together(events: readonly LogEvent[]): EventBatch {
    const writer = new EventWriter(this.#options)
    writer.expect(this.heldBytes)
    for (const { message } of events) writer.message(message)
    return writer.finish()
  }

  /** At level 2 each message is shown before it is sent, in lines of its own. */
  *#oneByOne(events: readonly LogEvent[]): Generator<EventBatch> {
    for (const event of events) {
      const writer = new EventWriter(this.#options)
      writer.message(event.message)
      const batch = writer.finish()
      yield batch.ends.length === 0 ? batch : { ...batch, lines: [...batch.lines, ...shownLines(event)] }
    }
  }
}

/** What a line of our own starts with. */
const LABEL = /^\s*(DEBUG|INFO|WARNING|ERROR|usage|[\w.]+: error)\b/

/** A message of several lines is shown in as many, but never one that could be taken for a line of ours. */
function shownLines({ message, timestamp }: LogEvent): readonly EventLine[] {
  const [first = '', ...rest] = messages.theMessage(message).split(/\r?\n(?!\s*$)/)
  const isForged = rest.some((line) => LABEL.test(line))
  const plain = isForged ? [] : rest.map((text) => ({ before: 0, level: 'plain', text }) as const)
  return [
    { before: 0, level: 2, text: isForged ? [first, ...rest].join('\n') : first },
    ...plain,
    { before: 0, level: 3, text: messages.theTimestamp(timestamp) },
  ]
}
