import * as messages from '../messages/event.ts'
import type { Fields } from '../parsers/fields.ts'
import { PLAIN_FIELDS } from './fields.ts'
import { writeRecord } from './record-event.ts'
import { withObject } from './record-writer.ts'
import { type Cell, type Cells, type RowLayout, rowObject, writeFields, writeRow } from './row-event.ts'
import type { WriterOutput } from './writer-output.ts'

const NO_CELLS: readonly Cell[] = []

export class RowWriter {
  readonly #output: WriterOutput

  constructor(output: WriterOutput) {
    this.#output = output
  }

  row(layout: RowLayout, values: readonly Cell[], reshape?: (values: Cell[]) => readonly Cell[]): void {
    const { batch, envelope } = this.#output
    const cells = reshape ? [...values] : values
    const added = reshape ? reshape(cells as Cell[]) : NO_CELLS
    if (this.#isDiscarded(layout, (column) => cells[column], added)) return
    const start = this.#start(layout)
    if (layout.hasReservedField)
      this.#writeAsRecord(layout, { count: cells.length, cell: (column) => cells[column] }, added)
    else writeRow(batch.sink, envelope, layout, cells, added, this.#output.reshape)
    batch.complete(start)
  }

  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    const { batch, discards, envelope } = this.#output
    const { sink } = batch
    const added = reshape ? reshape(fields) : NO_CELLS
    if (discards.isWatching && this.#isDiscarded(layout, (column) => fields.text(column), added)) return
    const start = this.#start(layout)
    if (layout.hasReservedField)
      this.#writeAsRecord(layout, { count: fields.count, cell: (column) => fields.text(column) }, added)
    else writeFields(sink, envelope, layout, fields, added, this.#output.reshape)
    if (start === 0) sink.reserve(fields.likelySize(sink.length))
    batch.complete(start)
  }

  #start({ shape }: RowLayout): number {
    const { batch, reshape } = this.#output
    if (shape.wholeText === undefined && reshape) batch.line(3, messages.reformat())
    return batch.sink.length
  }

  /** Writes a row with a reserved field as a record. */
  #writeAsRecord(layout: RowLayout, cells: Cells, added: readonly Cell[]): void {
    const { batch, envelope, reshape } = this.#output
    const shape = { source: layout.shape.source, fields: PLAIN_FIELDS, reshape }
    withObject(rowObject(layout, cells, added), (tape, root) => writeRecord(batch.sink, envelope, tape, root, shape))
  }

  #isDiscarded({ shape }: RowLayout, cellOf: (column: number) => Cell, added: readonly Cell[]): boolean {
    const { discards } = this.#output
    if (shape.wholeText) return discards.byText(cellOf(0) ?? '')
    const { rule } = discards
    if (rule === undefined) return discards.byField(false)
    const column = shape.columns.findIndex((name) => rule.isField(name))
    const other = column < 0 ? added[(shape.added ?? []).findIndex((name) => rule.isField(name))] : cellOf(column)
    const value = rule.isField('source') && shape.source !== undefined ? shape.source : other
    return discards.byField(typeof value === 'string' && rule.matchesText(value))
  }
}
