import * as messages from '../messages/event.ts'
import type { Fields } from '../parsers/fields.ts'
import type { BatchBuilder } from './batch-builder.ts'
import type { DiscardLog } from './discard-log.ts'
import type { Envelope } from './envelope.ts'
import { PLAIN_FIELDS } from './fields.ts'
import { writeRecord } from './record-event.ts'
import { withObject } from './record-writer.ts'
import { type Cell, type RowLayout, rowObject, writeFields, writeRow } from './row-event.ts'

const NO_CELLS: readonly Cell[] = []

/** Makes datagrams of rows of text. */
export class RowWriter {
  readonly #batch: BatchBuilder
  readonly #discards: DiscardLog
  readonly #envelope: Envelope
  readonly #reshape: boolean

  constructor(batch: BatchBuilder, discards: DiscardLog, envelope: Envelope, reshape: boolean) {
    this.#batch = batch
    this.#discards = discards
    this.#envelope = envelope
    this.#reshape = reshape
  }

  row(layout: RowLayout, values: readonly Cell[], reshape?: (values: Cell[]) => readonly Cell[]): void {
    const cells = reshape ? [...values] : values
    const added = reshape ? reshape(cells as Cell[]) : NO_CELLS
    if (this.#isDiscarded(layout, (column) => cells[column], added)) return
    const start = this.#start(layout)
    if (layout.hasReservedField) this.#writeAsRecord(layout, cells, added)
    else writeRow(this.#batch.sink, this.#envelope, layout, cells, added, this.#reshape)
    this.#batch.complete(start)
  }

  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    const { sink } = this.#batch
    const added = reshape ? reshape(fields) : NO_CELLS
    if (this.#discards.isWatching && this.#isDiscarded(layout, (column) => fields.text(column), added)) return
    const start = this.#start(layout)
    if (layout.hasReservedField) this.#writeAsRecord(layout, fields.texts(), added)
    else writeFields(sink, this.#envelope, layout, fields, added, this.#reshape)
    if (start === 0) sink.reserve(fields.likelySize(sink.length))
    this.#batch.complete(start)
  }

  /** @returns the position of the datagram */
  #start({ shape }: RowLayout): number {
    if (shape.wholeText === undefined && this.#reshape) this.#batch.line(3, messages.reformat())
    return this.#batch.sink.length
  }

  /** Writes a row with a reserved field as a record. */
  #writeAsRecord(layout: RowLayout, values: readonly Cell[], added: readonly Cell[]): void {
    const shape = { source: layout.shape.source, fields: PLAIN_FIELDS, reshape: this.#reshape }
    withObject(rowObject(layout, values, added), (tape, root) =>
      writeRecord(this.#batch.sink, this.#envelope, tape, root, shape),
    )
  }

  #isDiscarded({ shape }: RowLayout, cellOf: (column: number) => Cell, added: readonly Cell[]): boolean {
    if (shape.wholeText) return this.#discards.byText(cellOf(0) ?? '')
    const { rule } = this.#discards
    if (rule === undefined) return this.#discards.byField(false)
    const column = shape.columns.findIndex((name) => rule.isField(name))
    const other = column < 0 ? added[(shape.added ?? []).findIndex((name) => rule.isField(name))] : cellOf(column)
    const value = rule.isField('source') && shape.source !== undefined ? shape.source : other
    return this.#discards.byField(typeof value === 'string' && rule.matchesText(value))
  }
}
