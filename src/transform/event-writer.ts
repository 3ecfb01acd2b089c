import { type EventBatch, type EventLine, HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import { ByteSink } from '../json/byte-sink.ts'
import { pythonRepr } from '../json/python-text.ts'
import { JsonReader } from '../json/reader.ts'
import { type JsonTape, Kind, type Node } from '../json/tape.ts'
import { type JsonObject, toValue, writeValue } from '../json/value.ts'
import type { DebugLevel } from '../log.ts'
import * as messages from '../messages/event.ts'
import type { ReadFailure } from '../objects/types.ts'
import type { Fields } from '../parsers/fields.ts'
import { type DiscardOptions, DiscardRule } from './discard.ts'
import { Envelope, type EventContext } from './envelope.ts'
import { type FieldTable, PLAIN_FIELDS } from './fields.ts'
import { shortenJson, shortenText } from './oversize.ts'
import { writeRecord } from './record-event.ts'
import { type Cell, type RowLayout, rowObject, writeFields, writeRow } from './row-event.ts'

export type { EventContext } from './envelope.ts'

/** What a writer needs. Plain data: it crosses to workers. */
export interface WriterOptions {
  /** The object that the events come from; services have none. */
  readonly object?: EventContext
  readonly discard?: DiscardOptions
  readonly debugLevel: DebugLevel
  /** False: only null members are dropped (subscribers, services). Default true. */
  readonly reshape?: boolean
  /** Put in front of the lines about discarding, such as `[InspectorV2] `. */
  readonly label?: string
}

/** How a record becomes an event. */
export interface RecordOptions {
  /** Put last in the event, or in its own place where the record has `source`. */
  readonly source?: string
  /** What the type reshapes. Make it once. */
  readonly fields?: FieldTable
  /** Overrides the writer's. */
  readonly reshape?: boolean
}

const NO_CELLS: readonly Cell[] = []

/**
 * The one door through which events become datagrams: discards, wraps, drops nulls, reshapes, keeps to the size.
 * Make one for each object; nothing is sent before {@link finish}.
 */
export class EventWriter {
  /** The first record that could not be read although the others could. */
  fault: ReadFailure | undefined
  private readonly options: WriterOptions
  private readonly rule: DiscardRule | undefined
  private readonly envelope: Envelope
  private readonly sink = new ByteSink(1 << 14)
  private readonly ends: number[] = []
  private readonly lines: EventLine[] = []
  private readonly counts = { discarded: 0, shortened: 0, failed: 0 }

  constructor(options: WriterOptions) {
    this.options = options
    this.rule = DiscardRule.of(options.discard ?? {})
    this.envelope = new Envelope(options.object)
  }

  /** Tells how many bytes of events to expect, where that is known. */
  expect(bytes: number): void {
    this.sink.reserve(bytes)
  }

  /** An event from an object on a tape. */
  record(tape: JsonTape, record: Node, options: RecordOptions = {}): void {
    const { rule } = this
    const given = options.source !== undefined && rule?.isField('source') ? options.source : undefined
    const isMatch = given === undefined ? rule?.matches(tape, record) : rule?.matchesText(given)
    if (!this.discards(isMatch)) this.event(tape, record, options)
  }

  /** An event from an object that was built or reshaped by hand; the same rules hold. */
  object(event: JsonObject, options: RecordOptions = {}): void {
    const { tape, root } = read(event)
    this.record(tape, root, options)
  }

  /**
   * An event from a row of text.
   *
   * @param values columns; more than the layout has go under `null`
   * @param reshape changes the values (they are a copy) and returns those of the layout's added columns; called for
   *   events that are not discarded
   */
  row(layout: RowLayout, values: readonly Cell[], reshape?: (values: Cell[]) => readonly Cell[]): void {
    if (this.discardsRow(layout, (column) => values[column])) return
    if (layout.shape.wholeText === undefined && this.reshapes) this.line(3, messages.reformat())
    const cells = reshape ? [...values] : values
    const added = reshape ? reshape(cells as Cell[]) : NO_CELLS
    const start = this.sink.length
    if (layout.isCommon) this.writeCommon(layout, cells, added)
    else writeRow(this.sink, this.envelope, layout, cells, added, this.reshapes)
    this.complete(start)
  }

  /**
   * As {@link row}, for fields that still lie in the text they were read from: several times as fast.
   *
   * @param reshape moves or replaces fields and returns the values of the layout's added columns
   */
  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    const isWatched = this.rule !== undefined || this.options.debugLevel >= 3
    if (isWatched && this.discardsRow(layout, (column) => fields.text(column))) return
    if (layout.shape.wholeText === undefined && this.reshapes) this.line(3, messages.reformat())
    const added = reshape ? reshape(fields) : NO_CELLS
    const start = this.sink.length
    if (layout.isCommon) this.writeCommon(layout, fields.texts(), added)
    else writeFields(this.sink, this.envelope, layout, fields, added, this.reshapes)
    this.complete(start)
  }

  /** A message that is sent as it is, without envelope: CloudWatch's texts, rows of Security Lake. */
  message(text: string): void {
    if (this.discardsMessage(text)) return
    const start = this.sink.length
    this.sink.ascii(HEADER)
    this.sink.reserve(text.length * 3)
    this.sink.length += this.sink.bytes.write(text, this.sink.length)
    this.complete(start, text)
  }

  /** A line that belongs before the next event. */
  line(level: EventLine['level'], text: string): void {
    if (typeof level === 'string' || level <= this.options.debugLevel) {
      this.lines.push({ before: this.ends.length, level, text })
    }
  }

  /** A record that cannot be read while the others can: the line of the failure, and the run's decision later. */
  badRecord(failure: ReadFailure): void {
    this.fault ??= failure
    this.line('error', failure.line ?? failure.message)
  }

  /** All events so far. The writer is of no use afterwards. */
  finish(): EventBatch {
    const { sink, lines, counts } = this
    return { bytes: sink.bytes.subarray(0, sink.length), ends: Uint32Array.from(this.ends), lines, ...counts }
  }

  private get reshapes(): boolean {
    return this.options.reshape ?? true
  }

  private event(tape: JsonTape, record: Node, options: RecordOptions): void {
    const reshape = options.reshape ?? this.reshapes
    if (reshape) this.line(3, messages.reformat())
    const { sink, envelope } = this
    const start = sink.length
    const shape = { source: options.source, fields: options.fields ?? PLAIN_FIELDS, reshape }
    const warnings = writeRecord(sink, envelope, tape, record, shape)
    if (warnings > 0) this.warn(start, warnings)
    this.complete(start)
  }

  /** A row with names that the rules for all types look at goes the way of records. */
  private writeCommon(layout: RowLayout, values: readonly Cell[], added: readonly Cell[]): void {
    const { tape, root } = read(rowObject(layout, values, added))
    const shape = { source: layout.shape.source, fields: PLAIN_FIELDS, reshape: this.reshapes }
    writeRecord(this.sink, this.envelope, tape, root, shape)
  }

  private warn(start: number, times: number): void {
    const reader = new JsonReader()
    const event = reader.document(this.sink.bytes.subarray(start + HEADER.length, this.sink.length))
    const text = messages.notReformatted(pythonRepr(toValue(reader.tape, event)))
    for (let count = 0; count < times; count++) this.line('warning', text)
  }

  /** Ends the datagram that was started, shortening it when it must be. */
  private complete(start: number, text?: string): void {
    if (this.sink.length - start <= MAX_DATAGRAM || this.shortens(start, text)) this.ends.push(this.sink.length)
  }

  /** Shortens the datagram that was started; false: it cannot be, and is left out. */
  private shortens(start: number, text: string | undefined): boolean {
    const { sink, counts } = this
    const message = sink.slice(start + HEADER.length)
    const fitting = text === undefined || isJsonObject(text) ? shortenJson(message) : shortenText(text)
    const name = this.options.object?.logFile ?? ''
    sink.length = start
    if (fitting === undefined) {
      counts.failed++
      this.line('warning', messages.cannotShorten(MAX_DATAGRAM, name))
      return false
    }
    counts.shortened++
    this.line(1, messages.tooLong(MAX_DATAGRAM, name))
    sink.ascii(HEADER)
    sink.append(fitting)
    return true
  }

  private discardsRow({ shape }: RowLayout, cellOf: (column: number) => Cell): boolean {
    if (shape.wholeText) return this.discardsText(cellOf(0) ?? '')
    const { rule } = this
    if (rule === undefined) return this.discards(false)
    const column = shape.columns.findIndex((name) => rule.isField(name))
    const value = rule.isField('source') && shape.source !== undefined ? shape.source : cellOf(column)
    return this.discards(typeof value === 'string' && rule.matchesText(value))
  }

  private discardsMessage(text: string): boolean {
    if (this.rule?.field === undefined) return this.discardsText(text)
    const reader = new JsonReader()
    try {
      const root = reader.document(Buffer.from(text))
      if (reader.tape.kind(root) >= Kind.array) return this.discards(this.rule.matches(reader.tape, root))
    } catch {
      // No JSON: a text like any other.
    }
    return this.discardsText(text)
  }

  private discardsText(text: string): boolean {
    const { rule } = this
    if (rule?.matchesText(text)) {
      this.counts.discarded++
      this.line(2, messages.discardedByText(rule.regex))
      return true
    }
    if (this.options.debugLevel >= 3) this.line(3, messages.keptByText(rule?.regex))
    return false
  }

  /** Counts and tells what becomes of an event whose field was looked at. */
  private discards(isMatch: boolean | undefined): boolean {
    const { rule, options } = this
    if (isMatch && rule) {
      this.counts.discarded++
      this.line(2, messages.discardedByField(rule.regex, rule.field ?? 'None', options.label))
      return true
    }
    if (options.debugLevel >= 3) {
      this.line(3, messages.keptByField(options.discard?.regex, options.discard?.field, options.label))
    }
    return false
  }
}

function read(event: JsonObject): { tape: JsonTape; root: Node } {
  const sink = new ByteSink(1024)
  writeValue(sink, event)
  const reader = new JsonReader()
  return { root: reader.document(sink.slice()), tape: reader.tape }
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false
  try {
    new JsonReader().document(Buffer.from(text))
    return true
  } catch {
    return false
  }
}
