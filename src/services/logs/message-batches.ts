import type { EventBatch, EventLine } from '../../emit/types.ts'
import * as messages from '../../messages/service.ts'
import type { OutputOptions } from '../../options.ts'
import { EventWriter, type WriterOptions } from '../../transform/event-writer.ts'
import type { LogEvent } from '../types.ts'

/** The messages of a page that the discard rule leaves, as batches. Read once. */
export class MessageBatches implements Iterable<EventBatch> {
  /** Messages so far. */
  count = 0
  readonly #events: readonly LogEvent[]
  readonly #options: WriterOptions

  /** @param name of the stream, for the lines about messages that are too long */
  constructor(name: string, events: readonly LogEvent[], { debugLevel, discard }: OutputOptions) {
    this.#events = events
    this.#options = { object: { logFile: name, bucket: '' }, debugLevel, discard }
  }

  *[Symbol.iterator](): Generator<EventBatch> {
    for (const batch of this.#options.debugLevel >= 2 ? this.#oneByOne() : this.#together()) {
      yield batch
      this.count += batch.ends.length
    }
  }

  *#together(): Generator<EventBatch> {
    const writer = new EventWriter(this.#options)
    for (const { message } of this.#events) writer.message(message)
    yield writer.finish()
  }

  /** At level 2 each message is shown before it is sent, in lines of its own. */
  *#oneByOne(): Generator<EventBatch> {
    for (const event of this.#events) {
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
