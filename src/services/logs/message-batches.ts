import { type EventBatch, type EventLine, HEADER } from '../../emit/types.ts'
import * as messages from '../../messages/service.ts'
import type { OutputOptions } from '../../options.ts'
import type { WriterOptions } from '../../transform/contract.ts'
import { withMatches } from '../../transform/discard.ts'
import { keepMemory } from '../../transform/event-memory.ts'
import { EventWriter } from '../../transform/event-writer.ts'
import type { LogEvent } from '../types.ts'

/**
 * The messages of a page that the discard rule keeps, as batches. They are written as soon as the page arrives: so they
 * wait for the sender as one piece of memory and not as thousands of strings. Read it once.
 */
export class MessageBatches implements Iterable<EventBatch> {
  /** Messages so far. */
  count = 0
  /** Messages of the page, discarded ones included. */
  readonly size: number
  /** When AWS ingested the newest of them, milliseconds since 1970; 0 without messages. */
  readonly ingested: number
  /** Time of the newest of them, likewise. */
  readonly newest: number
  /** Approximate bytes of memory that they hold while they wait. */
  readonly heldBytes: number
  readonly #options: WriterOptions
  readonly #batches: Iterable<EventBatch>

  private constructor(events: readonly LogEvent[], options: WriterOptions) {
    const { debugLevel } = options
    this.#options = options
    this.size = events.length
    this.ingested = events.reduce((latest, { ingestionTime = 0 }) => Math.max(latest, ingestionTime), 0)
    this.newest = events.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0)
    this.heldBytes = events.reduce((sum, { message }) => sum + message.length + HEADER.length, 0)
    this.#batches = debugLevel >= 2 ? this.#oneByOne(events) : [this.#together(events)]
  }

  /** @param name name of the stream, for lines about messages that are too long */
  static async of(name: string, events: readonly LogEvent[], output: OutputOptions): Promise<MessageBatches> {
    const options: WriterOptions = { object: { logFile: name, bucket: '' }, debugLevel: output.debugLevel }
    const discard = await withMatches(output.discard, options.object, (collecting) => {
      for (const _ of new MessageBatches(events, { ...options, discard: collecting }));
    })
    return new MessageBatches(events, { ...options, discard })
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

/** The start of the program's own lines. */
const LABEL = /^\s*(DEBUG|INFO|WARNING|ERROR|usage|[\w.]+: error)\b/

/** A message of several lines is shown in as many lines, but never in one that looks like a line of the program. */
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
