import * as messages from '../messages/event.ts'
import type { Fields } from '../parsers/fields.ts'
import { PLAIN_FIELDS } from './fields.ts'
import { writeRecord } from './record-event.ts'
import { withObject } from './record-writer.ts'
import { type Cell, type RowLayout, rowObject, writeFields } from './row-event.ts'
import type { WriterOutput } from './writer-output.ts'

const NO_CELLS: readonly Cell[] = []

export class RowWriter {
  readonly #output: WriterOutput

  constructor(output: WriterOutput) {
    this.#output = output
  }

  fields(layout: RowLayout, fields: Fields, reshape?: (fields: Fields) => readonly Cell[]): void {
    const { batch, discards, envelope } = this.#output
    const { sink, meter } = batch
    meter.fields(fields.takeCount())
    const added = reshape ? reshape(fields) : NO_CELLS
    if (discards.isWatching && this.#isDiscarded(layout, (column) => fields.text(column), added)) return
    const start = this.#start(layout)
    if (layout.hasReservedField) this.#writeAsRecord(layout, fields, added)
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
  #writeAsRecord(layout: RowLayout, fields: Fields, added: readonly Cell[]): void {
    const { batch, envelope, reshape } = this.#output
    const { meter, sink } = batch
    const shape = { source: layout.shape.source, fields: PLAIN_FIELDS, reshape, meter }
    withObject(rowObject(layout, fields, added), meter, (tape, root) => writeRecord(sink, envelope, tape, root, shape))
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
