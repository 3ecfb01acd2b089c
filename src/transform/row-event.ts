import type { ByteSink } from '../byte-sink.ts'
import { tooManyColumns } from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import { Columns } from '../parsers/columns.ts'
import { type Fields, MAX_FIELDS } from '../parsers/fields.ts'
import { jsonText, writeText } from '../python/json-text.ts'
import type { JsonObject, JsonValue } from '../python/value.ts'
import type { Envelope } from './envelope.ts'
import { RESERVED_FIELDS } from './fields.ts'
import { separate } from './members.ts'

/** The text of a column; null or undefined if the row lacks the column. */
export type Cell = string | null | undefined

export interface RowShape {
  readonly columns: readonly string[]
  readonly source?: string | undefined
  /** Columns after `source` and the account, which reshaping adds. */
  readonly added?: readonly string[]
  /** Discarding matches the whole text, which is the first column, and not a field. */
  readonly wholeText?: true
}

/** The constant parts of rows, made once for a format. */
export class RowLayout {
  readonly shape: RowShape
  readonly addedKeys: readonly Buffer[]
  readonly source: Buffer | undefined
  /** True if a column has the name of a reserved field, or of another column: such rows are written as records. */
  readonly hasReservedField: boolean
  /** The last column of each name, in the order of the first ones: others have no value in a record. */
  readonly named: ReadonlyMap<string, number>
  #columns: Columns | undefined

  /** @throws ReadFailure if there are too many columns */
  constructor(shape: RowShape) {
    if (shape.columns.length > MAX_FIELDS) throw new ReadFailure('parse', tooManyColumns(MAX_FIELDS))
    this.shape = shape
    this.addedKeys = (shape.added ?? []).map(keyBytes)
    this.source = shape.source === undefined ? undefined : Buffer.from(`"source": ${jsonText(shape.source)}`)
    const names: readonly string[] = [...RESERVED_FIELDS, 'null']
    this.named = new Map(shape.columns.map((column, at) => [column, at]))
    this.hasReservedField =
      this.named.size < shape.columns.length || shape.columns.some((column) => names.includes(column))
  }

  /** Made at the first row: a run has the layouts of all types, and uses one. */
  get columns(): Columns {
    this.#columns ??= new Columns(this.shape.columns)
    return this.#columns
  }
}

const ACCOUNT_KEY = keyBytes('aws_account_id')

/** Writes a row as a message, and copies its fields from the text. */
export function writeFields(
  sink: ByteSink,
  envelope: Envelope,
  layout: RowLayout,
  fields: Fields,
  added: readonly Cell[],
  unwrap: boolean,
): void {
  sink.append(envelope.start)
  if (envelope.logInfo) sink.append(envelope.logInfo)
  separate(sink)
  layout.columns.write(sink, fields, unwrap)
  writeTail(sink, envelope, layout, added)
}

function writeTail(sink: ByteSink, envelope: Envelope, layout: RowLayout, added: readonly Cell[]): void {
  if (layout.source) {
    separate(sink)
    sink.append(layout.source)
  }
  if (envelope.accountId) {
    separate(sink)
    sink.append(ACCOUNT_KEY)
    sink.append(envelope.accountId)
  }
  for (const [at, key] of layout.addedKeys.entries()) writeCell(sink, key, added[at])
  sink.append(envelope.end)
}

/** A row as an event, to be written as a JSON record. */
export function rowObject({ shape, named }: RowLayout, fields: Fields, added: readonly Cell[]): JsonObject {
  const event: JsonObject = new Map()
  const put = (name: string, cell: Cell) => event.set(name, cell ?? null)
  for (const [name, at] of named) put(name, fields.text(at))
  const columns = shape.columns.length
  const more = Math.max(0, fields.count - columns)
  if (more > 0)
    event.set(
      'null',
      Array.from({ length: more }, (_, at) => fields.text(columns + at) as JsonValue),
    )
  if (shape.source !== undefined) event.set('source', shape.source)
  for (const [at, name] of (shape.added ?? []).entries()) put(name, added[at])
  return event
}

function writeCell(sink: ByteSink, key: Buffer, cell: Cell): void {
  if (cell === null || cell === undefined) return
  separate(sink)
  sink.append(key)
  writeText(sink, cell)
}

function keyBytes(name: string): Buffer {
  return Buffer.from(`${jsonText(name)}: `, 'latin1')
}
