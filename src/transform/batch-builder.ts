import { ByteSink } from '../byte-sink.ts'
import { type EventBatch, type EventLine, HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import * as messages from '../messages/event.ts'
import { takeMemory } from './event-memory.ts'
import { shortenJson, shortenText } from './oversize.ts'

/** Collects datagrams, keeping each to the size that the readers of the socket take. */
export class BatchBuilder {
  /** Where a datagram is written to, before it is completed. */
  readonly sink = new ByteSink(1 << 14, takeMemory)
  discarded = 0
  failed = 0
  private readonly name: string
  private readonly ends: number[] = []
  private readonly forewords: EventLine[] = []
  private readonly lines: EventLine[] = []

  /** @param name what the events come from, for the lines about their size */
  constructor(name: string) {
    this.name = name
  }

  /** Whether nothing came of what was read: no datagram, nothing discarded, nothing failed. */
  get isEmpty(): boolean {
    return this.ends.length === 0 && this.discarded === 0 && this.failed === 0
  }

  /** A line that belongs before the next datagram. */
  line(level: EventLine['level'], text: string): void {
    this.lines.push({ before: this.ends.length, level, text })
  }

  /** A line of level 1 that belongs before the first datagram. */
  foreword(text: string): void {
    this.forewords.push({ before: 0, level: 1, text })
  }

  /**
   * Ends the datagram that was started, shortening it when it must be.
   *
   * @param text the message, where it is sent as it is and may be no JSON
   */
  complete(start: number, text?: string): void {
    if (this.sink.length - start <= MAX_DATAGRAM || this.shortens(start, text)) this.ends.push(this.sink.length)
  }

  /** Shortens the datagram that was started; false: it cannot be, and is left out. */
  private shortens(start: number, text: string | undefined): boolean {
    const { sink } = this
    const message = sink.slice(start + HEADER.length)
    const fitting = text === undefined || isJsonObject(text) ? shortenJson(message) : shortenText(text)
    sink.length = start
    if (fitting === undefined) {
      this.failed++
      this.line('warning', messages.cannotShorten(MAX_DATAGRAM, this.name))
      return false
    }
    this.line(1, messages.tooLong(MAX_DATAGRAM, this.name))
    sink.ascii(HEADER)
    sink.append(fitting)
    return true
  }

  /** Starts anew. */
  clear(): void {
    this.sink.length = 0
    this.ends.length = 0
    this.lines.length = 0
    this.forewords.length = 0
    this.discarded = 0
    this.failed = 0
  }

  finish(): EventBatch {
    const { sink, discarded, failed } = this
    const lines = [...this.forewords, ...this.lines]
    const bytes = sink.bytes.subarray(0, sink.length)
    return { bytes, ends: Uint32Array.from(this.ends), lines, discarded, failed }
  }
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false
  try {
    return withDocument(Buffer.from(text), () => true)
  } catch {
    return false
  }
}
