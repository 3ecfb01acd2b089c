import type { EventBatch, EventLine } from '../emit/types.ts'
import type { JsonTape, Node } from '../json/tape.ts'
import * as messages from '../messages/object.ts'
import type { ReadFailure } from '../objects/types.ts'
import type { Fields } from '../parsers/fields.ts'
import type { JsonObject } from '../python/value.ts'
import { BatchBuilder } from './batch-builder.ts'
import type { RecordOptions, WriterOptions } from './contract.ts'
import { DiscardLog } from './discard-log.ts'
import { Envelope } from './envelope.ts'
import { OverBounds } from './event-bounds.ts'
import { MessageWriter } from './message-writer.ts'
import { RecordWriter, withObject, withRenamed } from './record-writer.ts'
import type { Cell, RowLayout } from './row-event.ts'
import { RowWriter } from './row-writer.ts'

/** Bad records of one object that lines tell of. */
const MAX_BAD_LINES = 1000
/** An object of more bad records is no log. */
const MAX_BAD_RECORDS = 100_000

/**
 * Makes datagrams of events, for all formats: it discards, wraps, drops nulls, reshapes and bounds the size. Make one
 * for each object; nothing is sent before {@link finish}.
 */
export class EventWriter {
  /** The first record that could not be read, although others could. */
  fault: ReadFailure | undefined
  #isRecognised = false
  #isDoubtful = false
  #badRecords = 0
  readonly #name: string
  readonly #batch: BatchBuilder
  readonly #records: RecordWriter
  readonly #rows: RowWriter
  readonly #messages: MessageWriter

  constructor(options: WriterOptions) {
    const { object, reshape = true } = options
    this.#name = object?.logFile ?? ''
    this.#batch = new BatchBuilder(this.#name, options)
    const discards = new DiscardLog(options, this.#batch)
    const output = { batch: this.#batch, discards, envelope: new Envelope(object), reshape }
    this.#records = new RecordWriter(output)
    this.#rows = new RowWriter(output)
    this.#messages = new MessageWriter(this.#batch, discards)
  }

  /** Drops all events so far: the records that count start here, even if no record follows. */
  restart(): void {
    this.#batch.clear()
    this.fault = undefined
    this.recognised()
  }

  /** Reserves memory for this many bytes of events, if that is known. */
  expect(bytes: number): void {
    this.#batch.sink.reserve(bytes)
  }

  record(tape: JsonTape, record: Node, options: RecordOptions = {}): void {
    this.#records.record(tape, record, options)
  }

  /** Adds the events of an object that was built or reshaped by hand, by the same rules. @throws OverBounds */
  object(event: JsonObject, options: RecordOptions = {}): void {
    withObject(event, this.#batch.meter, (tape, root) => this.#records.record(tape, root, options))
  }

  /**
   * Adds the event of an object whose members get other names.
   *
   * @param nameOf a member's new name, by its old one
   * @throws OverBounds
   */
  renamed(tape: JsonTape, object: Node, nameOf: (name: string) => string, options: RecordOptions): void {
    const use = (renamed: JsonTape, root: Node) => this.#records.record(renamed, root, options)
    withRenamed({ tape, object, nameOf }, this.#batch.meter, use)
  }

  /**
   * Adds the event of a row whose fields still lie in the text that they were read from.
   *
   * @param fields those after the layout's columns go under `null`
   * @param reshape moves or replaces fields and returns the values of the layout's added columns; discarding sees what
   *   it leaves
   * @throws OverBounds
   */
  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    this.#rows.fields(layout, fields, reshape)
  }

  /** Adds a message that is sent without an envelope: texts of CloudWatch, rows of Security Lake. */
  message(text: string): void {
    this.#messages.message(text)
  }

  line(level: EventLine['level'], text: string): void {
    this.#batch.line(level, text)
  }

  /** Adds a line of level 1 before all events. @param text called only if the line is shown */
  preamble(text: () => string): void {
    this.#batch.preamble(text)
  }

  /** Reports a record that cannot be read while others can; the run decides later what to do. @throws OverBounds */
  badRecord(failure: ReadFailure): void {
    this.fault ??= failure
    if (++this.#badRecords > MAX_BAD_RECORDS) throw new OverBounds(messages.tooManyBadRecords(MAX_BAD_RECORDS))
    if (this.#badRecords <= MAX_BAD_LINES) this.line('error', failure.line ?? failure.message)
  }

  /**
   * Marks the object as one of its format, although no event may follow, as for an empty list of records or a lone
   * header.
   */
  recognised(): void {
    this.#isRecognised = true
  }

  /** Makes events count only after {@link recognised}: any other kind of text makes rows, too. */
  mustRecognise(): void {
    this.#isDoubtful = true
  }

  /** Events so far, including discarded and failed ones. */
  get count(): number {
    return this.#batch.count
  }

  /** Characters of the lines before the events so far, those that are not shown included. */
  get preambleLength(): number {
    return this.#batch.preambleLength
  }

  /** True if nothing of the object was recognised so far: no event, no discarded event, no header. */
  get foundNothing(): boolean {
    return !this.#isRecognised && this.fault === undefined && (this.#isDoubtful || this.#batch.isEmpty)
  }

  /** Reports records that cannot become events, beside others that can: they count as failed. */
  withoutDetail(count: number): void {
    this.#batch.failed += count
    this.line(1, messages.withoutDetail(count, this.#name))
  }

  /** Reports an object that holds something, but no event: it counts as failed. */
  nothingFound(): void {
    this.#batch.clear()
    this.#batch.failed++
    this.line(1, messages.nothingFound(this.#name))
  }

  /** @returns all events so far; the writer must not be used afterwards */
  finish(): EventBatch {
    return this.#batch.finish()
  }
}
