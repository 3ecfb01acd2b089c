import type { ByteSink } from '../byte-sink.ts'
import { QUOTE } from '../bytes.ts'
import { ESCAPED, jsonText } from '../python/json-text.ts'
import type { Fields } from './fields.ts'

const WORD = 8
/** Between two texts of a list. */
const SEPARATOR = Buffer.from('", "')

/**
 * The names of the fields of a record. Writes records as members of a JSON object by copying their bytes. Missing
 * fields are left out.
 */
export class Columns {
  readonly names: readonly string[]
  /** The bytes before each value: the end of the previous value, and the name. */
  readonly #fronts: readonly Buffer[]
  /** The same bytes as words of eight. */
  readonly #words: readonly Float64Array[]
  readonly #sizes: Uint32Array
  readonly #size: number
  #view: DataView = new DataView(new ArrayBuffer(0))

  constructor(names: readonly string[]) {
    this.names = names
    this.#fronts = names.map((name, index) => Buffer.from(`${index === 0 ? '' : '", '}${jsonText(name)}: "`))
    this.#words = this.#fronts.map(wordsOf)
    this.#sizes = Uint32Array.from(this.#fronts, (front) => front.length)
    this.#size = this.#sizes.reduce((sum, size) => sum + size, 0)
  }

  /**
   * Appends `"name": "value", "name": "value"`, without anything before or after.
   *
   * @param unwrap fields after the last name become a list under the name `null`; true makes a list of one a plain
   * value
   */
  write(sink: ByteSink, fields: Fields, unwrap: boolean): void {
    const named = Math.min(fields.count, this.names.length)
    if (fields.escaped === 0) this.#writePlain(sink, fields, named)
    else this.#writeEscaped(sink, fields, named)
    sink.byte(QUOTE)
    if (fields.count > named) writeExtra(sink, fields, named, unwrap)
  }

  /**
   * The hot path, for bytes that need no escape: it copies words of eight bytes, at the end of a text more than belong
   * to it, which the next text overwrites. The words move unchanged as doubles: no valid UTF-8 looks like a NaN.
   */
  #writePlain(sink: ByteSink, fields: Fields, named: number): void {
    const { starts, ends, replaced, hasReplaced, view: text } = fields
    sink.reserve(this.#size + sizeOf(fields, named) + WORD)
    const view = this.#viewOf(sink.bytes)
    let to = sink.length
    for (let index = 0; index < named; index++) {
      const words = this.#words[index] as Float64Array
      for (let at = 0; at < words.length; at++) view.setFloat64(to + at * WORD, words[at] as number, true)
      to += this.#sizes[index] as number
      const own = hasReplaced ? replaced[index] : undefined
      if (own) {
        for (let at = 0; at < own.length; at++) view.setUint8(to++, own[at] as number)
        continue
      }
      const start = starts[index] as number
      const size = (ends[index] as number) - start
      const inWords = start + size + WORD <= text.byteLength ? size : 0
      for (let at = 0; at < inWords; at += WORD) view.setFloat64(to + at, text.getFloat64(start + at, true), true)
      for (let at = inWords; at < size; at++) view.setUint8(to + at, text.getUint8(start + at))
      to += size
    }
    sink.length = to
  }

  #viewOf(bytes: Buffer): DataView {
    if (this.#view.buffer !== bytes.buffer) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return this.#view
  }

  #writeEscaped(sink: ByteSink, fields: Fields, named: number): void {
    for (let index = 0; index < named; index++) {
      sink.append(this.#fronts[index] as Buffer)
      writeField(sink, fields, index)
    }
  }
}

function wordsOf(bytes: Uint8Array): Float64Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / WORD) * WORD)
  padded.set(bytes)
  const view = new DataView(padded.buffer)
  return Float64Array.from({ length: padded.length / WORD }, (_, at) => view.getFloat64(at * WORD, true))
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
  if (fields.escaped === 0 && !fields.hasReplaced) copyFields(sink, fields, from)
  else {
    for (let index = from; index < fields.count; index++) {
      if (index > from) sink.ascii('", "')
      writeField(sink, fields, index)
    }
  }
  sink.ascii(single ? '"' : '"]')
}

/** Appends `one", "two", "three`. A line may hold thousands of empty fields, for which calls take most of the time. */
function copyFields(sink: ByteSink, fields: Fields, from: number): void {
  const { bytes: source, starts, ends, count } = fields
  sink.reserve(sizeOf(fields, count) + count * SEPARATOR.length)
  const { bytes } = sink
  let to = sink.length
  for (let index = from; index < count; index++) {
    if (index > from) for (let at = 0; at < SEPARATOR.length; at++) bytes[to++] = SEPARATOR[at] as number
    const end = ends[index] as number
    for (let at = starts[index] as number; at < end; at++) bytes[to++] = source[at] as number
  }
  sink.length = to
}

/** Appends the text of a field, without quotes, as part of a JSON string. */
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
