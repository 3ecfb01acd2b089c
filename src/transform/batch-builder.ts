import { ByteSink } from '../byte-sink.ts'
import { type EventBatch, type EventLine, HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import type { DebugLevel } from '../log.ts'
import * as messages from '../messages/event.ts'
import * as objectMessages from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import type { WriterOptions } from './contract.ts'
import { Ends } from './ends.ts'
import { Meter, OverBounds, UNBOUND } from './event-bounds.ts'
import { takeMemory } from './event-memory.ts'
import { shortenJson, shortenText } from './oversize.ts'

/** Collects datagrams, none larger than the readers of the socket accept. */
export class BatchBuilder {
  /** The buffer into which a datagram is written until it is complete. */
  readonly sink = new ByteSink(1 << 14, takeMemory)
  discarded = 0
  failed = 0
  preambleLength = 0
  readonly meter: Meter
  readonly #name: string
  readonly #debugLevel: DebugLevel
  readonly #ends = new Ends()
  readonly #preambles: EventLine[] = []
  readonly #lines: EventLine[] = []
  readonly #bounds

  /**
   * @param name the origin of the events, for lines about their size
   * @param options lines above their debug level are dropped
   */
  constructor(name: string, { debugLevel, bounds = UNBOUND, meter = new Meter(bounds) }: WriterOptions) {
    this.#name = name
    this.#debugLevel = debugLevel
    this.#bounds = bounds
    this.meter = meter
  }

  /** Events so far, discarded and failed ones included. */
  get count(): number {
    return this.#ends.length + this.discarded + this.failed
  }

  /** Counts an event that is not wanted. @throws OverBounds if there are too many events */
  discard(): void {
    this.discarded++
    this.#checkCount()
  }

  /** True if reading produced nothing: no datagram, no discarded event, no failure. */
  get isEmpty(): boolean {
    return this.#ends.length === 0 && this.discarded === 0 && this.failed === 0
  }

  line(level: EventLine['level'], text: string): void {
    if (typeof level === 'string' || level <= this.#debugLevel) this.#add(level, text)
  }

  /** Adds a line of level 1 before the first datagram, unless there are too many. @param text made only when it is shown */
  preamble(text: () => string): void {
    const { maxPreamble } = this.#bounds
    if (this.#debugLevel < 1 || this.preambleLength > maxPreamble) return
    const shown = text()
    this.preambleLength += shown.length
    const isLast = this.preambleLength > maxPreamble
    this.#preambles.push({ before: 0, level: 1, text: isLast ? objectMessages.moreLines() : shown })
  }

  /**
   * Completes the datagram that was started, and shortens it if it is too long.
   *
   * @param text the message, if it is sent as it is and may not be JSON
   * @throws OverBounds if the events become too many, or too large
   */
  complete(start: number, text?: string): void {
    if (this.sink.length - start <= MAX_DATAGRAM || this.#shorten(start, text)) this.#ends.push(this.sink.length)
    const { maxBytes } = this.#bounds
    if (this.sink.length > maxBytes) throw new OverBounds(objectMessages.tooManyEventBytes(maxBytes))
    this.#checkCount()
  }

  #checkCount(): void {
    const { maxEvents } = this.#bounds
    if (this.meter.events + this.count > maxEvents) throw new OverBounds(objectMessages.tooManyEvents(maxEvents))
  }

  /** Shortens the datagram that was started. @returns false if it cannot be shortened and is dropped */
  #shorten(start: number, text: string | undefined): boolean {
    const { sink } = this
    const message = sink.slice(start + HEADER.length)
    const fitting = text === undefined || isJsonObject(text) ? shortenedJson(message, this.meter) : shortenText(text)
    sink.length = start
    if (fitting === undefined) {
      this.failed++
      this.#add('warning', messages.cannotShorten(MAX_DATAGRAM, this.#name))
      return false
    }
    this.#add(1, messages.tooLong(MAX_DATAGRAM, this.#name))
    sink.ascii(HEADER)
    sink.append(fitting)
    return true
  }

  #add(level: EventLine['level'], text: string): void {
    this.#lines.push({ before: this.#ends.length, level, text })
  }

  clear(): void {
    this.sink.length = 0
    this.#ends.clear()
    this.#lines.length = 0
    this.#preambles.length = 0
    this.preambleLength = 0
    this.discarded = 0
    this.failed = 0
  }

  finish(): EventBatch {
    const { sink, discarded, failed } = this
    const lines = [...this.#preambles, ...this.#lines]
    const bytes = sink.bytes.subarray(0, sink.length)
    return { bytes, ends: this.#ends.finish(), lines, discarded, failed }
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

/** @returns undefined if it cannot be made to fit, or is too large even to be looked at */
function shortenedJson(message: Buffer, meter: Meter): Buffer | undefined {
  try {
    return shortenJson(message, meter)
  } catch (cause) {
    if (cause instanceof ReadFailure) return undefined
    throw cause
  }
}
