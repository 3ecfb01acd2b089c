import { ByteSink } from '../byte-sink.ts'
import { type EventBatch, type EventLine, HEADER } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import type { JsonTape, Node } from '../json/tape.ts'
import { toValue } from '../json/value.ts'
import type { DebugLevel } from '../log.ts'
import * as messages from '../messages/event.ts'
import * as objectMessages from '../messages/object.ts'
import type { ReadFailure } from '../objects/types.ts'
import type { Fields } from '../parsers/fields.ts'
import { pythonRepr } from '../python/repr.ts'
import { type JsonObject, writeValue } from '../python/value.ts'
import { BatchBuilder } from './batch-builder.ts'
import { type DiscardOptions, DiscardRule } from './discard.ts'
import { Envelope, type EventContext } from './envelope.ts'
import { type FieldTable, PLAIN_FIELDS } from './fields.ts'
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
  /** Several events come of the record: at each step of this it is changed into the next. Default: one, as it is. */
  readonly forms?: Iterable<unknown>
  /** A line of level 3 in front of the events that come of the record, unless it is discarded. */
  readonly line?: string
}

const AS_IT_IS: Iterable<unknown> = [undefined]

const NO_CELLS: readonly Cell[] = []

/**
 * The one door through which events become datagrams: discards, wraps, drops nulls, reshapes, keeps to the size.
 * Make one for each object; nothing is sent before {@link finish}.
 */
export class EventWriter {
  /** The first record that could not be read although the others could. */
  fault: ReadFailure | undefined
  private isRecognised = false
  private isDoubtful = false
  private readonly options: WriterOptions
  private readonly rule: DiscardRule | undefined
  private readonly envelope: Envelope
  private readonly batch: BatchBuilder
  private readonly sink: ByteSink
  private hasToldOfSlow = false

  constructor(options: WriterOptions) {
    this.options = options
    this.rule = DiscardRule.of(options.discard ?? {}, options.object, () => this.tellOfSlow())
    this.envelope = new Envelope(options.object)
    this.batch = new BatchBuilder(options.object?.logFile ?? '')
    this.sink = this.batch.sink
  }

  /** Forgets all events so far: the records that count start here, though there may be none. */
  restart(): void {
    this.batch.clear()
    this.fault = undefined
    this.recognised()
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
    if (this.discards(isMatch)) return
    if (options.line !== undefined) this.line(3, options.line)
    for (const _ of options.forms ?? AS_IT_IS) this.event(tape, record, options)
  }

  /** An event from an object that was built or reshaped by hand; the same rules hold. */
  object(event: JsonObject, options: RecordOptions = {}): void {
    withDocument(jsonOf(event), (tape, root) => this.record(tape, root, options))
  }

  /**
   * An event from a row of text.
   *
   * @param values columns; more than the layout has go under `null`
   * @param reshape changes the values (they are a copy) and returns those of the layout's added columns; discarding
   *   sees what it leaves
   */
  row(layout: RowLayout, values: readonly Cell[], reshape?: (values: Cell[]) => readonly Cell[]): void {
    const cells = reshape ? [...values] : values
    const added = reshape ? reshape(cells as Cell[]) : NO_CELLS
    if (this.discardsRow(layout, (column) => cells[column], added)) return
    if (layout.shape.wholeText === undefined && this.reshapes) this.line(3, messages.reformat())
    const start = this.sink.length
    if (layout.isCommon) this.writeCommon(layout, cells, added)
    else writeRow(this.sink, this.envelope, layout, cells, added, this.reshapes)
    this.batch.complete(start)
  }

  /**
   * As {@link row}, for fields that still lie in the text they were read from: several times as fast.
   *
   * @param reshape moves or replaces fields and returns the values of the layout's added columns
   */
  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    const added = reshape ? reshape(fields) : NO_CELLS
    const isWatched = this.rule !== undefined || this.options.debugLevel >= 3
    if (isWatched && this.discardsRow(layout, (column) => fields.text(column), added)) return
    if (layout.shape.wholeText === undefined && this.reshapes) this.line(3, messages.reformat())
    const start = this.sink.length
    if (layout.isCommon) this.writeCommon(layout, fields.texts(), added)
    else writeFields(this.sink, this.envelope, layout, fields, added, this.reshapes)
    if (start === 0) this.expect(fields.likelySize(this.sink.length))
    this.batch.complete(start)
  }

  /** A message that is sent as it is, without envelope: CloudWatch's texts, rows of Security Lake. */
  message(text: string): void {
    if (this.discardsMessage(text)) return
    const start = this.sink.length
    this.sink.ascii(HEADER)
    this.sink.reserve(text.length * 3)
    this.sink.length += this.sink.bytes.write(text, this.sink.length)
    this.batch.complete(start, text)
  }

  /** A line that belongs before the next event. */
  line(level: EventLine['level'], text: string): void {
    if (typeof level === 'string' || level <= this.options.debugLevel) {
      this.batch.line(level, text)
    }
  }

  /** A line of level 1 that belongs before all events. @param text made only when it is shown */
  foreword(text: () => string): void {
    if (this.options.debugLevel >= 1) this.batch.foreword(text())
  }

  /** A record that cannot be read while the others can: the line of the failure, and the run's decision later. */
  badRecord(failure: ReadFailure): void {
    this.fault ??= failure
    this.line('error', failure.line ?? failure.message)
  }

  /** Tells that the object is of its format, though no event may follow: an empty list of records, a header alone. */
  recognised(): void {
    this.isRecognised = true
  }

  /** Says that events count only when {@link recognised} is called: a text of any other kind makes rows, too. */
  mustRecognise(): void {
    this.isDoubtful = true
  }

  /** Whether nothing of the object was recognised so far: no event, none discarded, no header. */
  get foundNothing(): boolean {
    return !this.isRecognised && this.fault === undefined && (this.isDoubtful || this.batch.isEmpty)
  }

  /** Reports records of which no event can be made, beside others: they count as failed. */
  withoutDetail(count: number): void {
    this.batch.failed += count
    this.line(1, objectMessages.withoutDetail(count, this.options.object?.logFile ?? ''))
  }

  /** Reports an object that holds something but no event: it counts as failed. */
  nothingFound(): void {
    this.batch.clear()
    this.batch.failed++
    this.line(1, objectMessages.nothingFound(this.options.object?.logFile ?? ''))
  }

  /** All events so far. The writer is of no use afterwards. */
  finish(): EventBatch {
    return this.batch.finish()
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
    this.batch.complete(start)
  }

  /** A row with names that the rules for all types look at goes the way of records. */
  private writeCommon(layout: RowLayout, values: readonly Cell[], added: readonly Cell[]): void {
    const shape = { source: layout.shape.source, fields: PLAIN_FIELDS, reshape: this.reshapes }
    withDocument(jsonOf(rowObject(layout, values, added)), (tape, root) =>
      writeRecord(this.sink, this.envelope, tape, root, shape),
    )
  }

  private warn(start: number, times: number): void {
    const event = withDocument(this.sink.bytes.subarray(start + HEADER.length, this.sink.length), toValue)
    const text = messages.notReformatted(pythonRepr(event))
    for (let count = 0; count < times; count++) this.line('warning', text)
  }

  private tellOfSlow(): void {
    const { rule, options } = this
    if (rule && !this.hasToldOfSlow)
      this.line('warning', messages.regexTooSlow(rule.regex, options.object?.logFile ?? ''))
    this.hasToldOfSlow = true
  }

  private discardsRow({ shape }: RowLayout, cellOf: (column: number) => Cell, added: readonly Cell[]): boolean {
    if (shape.wholeText) return this.discardsText(cellOf(0) ?? '')
    const { rule } = this
    if (rule === undefined) return this.discards(false)
    const column = shape.columns.findIndex((name) => rule.isField(name))
    const other = column < 0 ? added[(shape.added ?? []).findIndex((name) => rule.isField(name))] : cellOf(column)
    const value = rule.isField('source') && shape.source !== undefined ? shape.source : other
    return this.discards(typeof value === 'string' && rule.matchesText(value))
  }

  /** Of a message that is JSON the field is looked at, and without a field nothing: it is no text. */
  private discardsMessage(text: string): boolean {
    const { rule } = this
    if (rule === undefined && this.options.debugLevel < 3) return false
    const isMatch = fieldMatches(rule, text)
    if (isMatch !== undefined) return this.discards(isMatch)
    this.line(3, messages.noJsonObject())
    return this.discardsText(text)
  }

  private discardsText(text: string): boolean {
    const { rule } = this
    if (rule?.matchesText(text)) {
      this.batch.discarded++
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
      this.batch.discarded++
      this.line(2, messages.discardedByField(rule.regex, rule.field ?? 'None', options.label))
      return true
    }
    // A service with a name of its own in these lines says nothing where no rule was given.
    if (options.debugLevel >= 3 && (rule || options.label === undefined)) {
      this.line(3, messages.keptByField(options.discard?.regex, options.discard?.field, options.label))
    }
    return false
  }
}

function jsonOf(event: JsonObject): Buffer {
  const sink = new ByteSink(1024)
  writeValue(sink, event)
  return sink.slice()
}

/** Whether the field of a message that is JSON matches; undefined: it is a text like any other. */
function fieldMatches(rule: DiscardRule | undefined, text: string): boolean | undefined {
  try {
    return withDocument(Buffer.from(text), (tape, root) => rule?.matches(tape, root) ?? false)
  } catch {
    return undefined
  }
}
