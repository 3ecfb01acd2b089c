import type { ByteSink } from '../json/byte-sink.ts'
import { jsonText, QUOTE } from '../json/text.ts'
import { ESCAPED, type Fields } from './fields.ts'

/**
 * The names of the fields of a record: writes records as members of a JSON object, copying their bytes. Fields that
 * are missing are left out.
 */
export class Columns {
  readonly names: readonly string[]
  /** What stands in front of each value: the end of the one before, and the name. */
  readonly #fronts: readonly Uint8Array[]
  readonly #frontsSize: number

  constructor(names: readonly string[]) {
    this.names = names
    this.#fronts = names.map((name, index) => Buffer.from(`${index === 0 ? '' : '", '}${jsonText(name)}: "`))
    this.#frontsSize = this.#fronts.reduce((size, front) => size + front.length, 0)
  }

  /**
   * Appends `"name": "value", "name": "value"`, with nothing before and after.
   *
   * @param unwrap of the fields beyond the last name, which are a list under the name `null`, a single one is no list
   */
  write(sink: ByteSink, fields: Fields, unwrap: boolean): void {
    const named = Math.min(fields.count, this.#fronts.length)
    if (fields.escaped === 0) this.#writePlain(sink, fields, named)
    else this.#writeEscaped(sink, fields, named)
    sink.byte(QUOTE)
    if (fields.count > named) writeExtra(sink, fields, named, unwrap)
  }

  /** The hot path: every byte stands for itself, and at these lengths a loop is faster than a call to copy. */
  #writePlain(sink: ByteSink, fields: Fields, named: number): void {
    const { starts, ends, replaced, hasReplaced } = fields
    sink.reserve(this.#frontsSize + sizeOf(fields, named))
    const { bytes } = sink
    let to = sink.length
    for (let index = 0; index < named; index++) {
      const front = this.#fronts[index] as Uint8Array
      for (let at = 0; at < front.length; at++) bytes[to++] = front[at] as number
      const own = hasReplaced ? replaced[index] : undefined
      const source = own ?? fields.bytes
      const end = own ? own.length : (ends[index] as number)
      for (let at = own ? 0 : (starts[index] as number); at < end; at++) bytes[to++] = source[at] as number
    }
    sink.length = to
  }

  #writeEscaped(sink: ByteSink, fields: Fields, named: number): void {
    for (let index = 0; index < named; index++) {
      sink.append(this.#fronts[index] as Buffer)
      writeField(sink, fields, index)
    }
  }
}

function sizeOf({ starts, ends, replaced, hasReplaced }: Fields, count: number): number {
  let size = 0
  for (let index = 0; index < count; index++) {
    size += (ends[index] as number) - (starts[index] as number)
    if (hasReplaced) size += replaced[index]?.length ?? 0
  }
  return size
}

function writeExtra(sink: ByteSink, fields: Fields, from: number, unwrap: boolean): void {
  const single = unwrap && fields.count === from + 1
  sink.ascii(single ? ', "null": "' : ', "null": ["')
  for (let index = from; index < fields.count; index++) {
    if (index > from) sink.ascii('", "')
    writeField(sink, fields, index)
  }
  sink.ascii(single ? '"' : '"]')
}

/** Appends the text of a field as it stands between the quotes of a JSON string. */
function writeField(sink: ByteSink, fields: Fields, index: number): void {
  const own = fields.replaced[index]
  const source = own ?? fields.bytes
  const start = own ? 0 : (fields.starts[index] as number)
  const end = own ? own.length : (fields.ends[index] as number)
  let at = start
  while (at < end && ESCAPED[source[at] as number] === 0) at++
  if (at === end) sink.copy(source as Buffer, start, end)
  else sink.ascii(jsonText(fields.text(index) ?? '').slice(1, -1))
}
