import { ByteSink } from '../byte-sink.ts'
import { CLOSE_BRACE, OPEN_BRACE } from '../bytes.ts'
import { HEADER } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import type { JsonTape, Node } from '../json/tape.ts'
import { toValue, valuesIn } from '../json/value.ts'
import * as messages from '../messages/event.ts'
import { writeText } from '../python/json-text.ts'
import { pythonRepr } from '../python/repr.ts'
import { type JsonObject, writeValue } from '../python/value.ts'
import type { RecordOptions } from './contract.ts'
import type { Meter } from './event-bounds.ts'
import { PLAIN_FIELDS } from './fields.ts'
import { COLON_SPACE, separate } from './members.ts'
import { type RecordShape, writeRecord } from './record-event.ts'
import type { WriterOutput } from './writer-output.ts'

export class RecordWriter {
  readonly #output: WriterOutput

  constructor(output: WriterOutput) {
    this.#output = output
  }

  /** Writes the events of a record, unless it is discarded. */
  record(tape: JsonTape, record: Node, options: RecordOptions): void {
    const { batch, discards } = this.#output
    const { rule } = discards
    const given = options.source !== undefined && rule?.isField('source') ? options.source : undefined
    const isMatch = given === undefined ? rule?.matches(tape, record) : rule?.matchesText(given)
    if (discards.byField(isMatch)) return
    if (options.line !== undefined) batch.line(3, options.line)
    const { source, fields = PLAIN_FIELDS, reshape = this.#output.reshape, variants } = options
    const shape = { source, fields, reshape, meter: batch.meter }
    if (variants === undefined) this.#event(tape, record, shape)
    else for (const _ of variants) this.#event(tape, record, shape)
  }

  #event(tape: JsonTape, record: Node, shape: RecordShape): void {
    const { batch, envelope } = this.#output
    if (shape.reshape) batch.line(3, messages.reformat())
    const start = batch.sink.length
    const warnings = writeRecord(batch.sink, envelope, tape, record, shape)
    if (warnings > 0) this.#warn(start, warnings)
    batch.complete(start)
  }

  #warn(start: number, times: number): void {
    const { batch } = this.#output
    const { sink } = batch
    const event = withDocument(sink.bytes.subarray(start + HEADER.length, sink.length), toValue)
    const text = messages.notReformatted(pythonRepr(event))
    for (let count = 0; count < times; count++) batch.line('warning', text)
  }
}

type Use<T> = (tape: JsonTape, root: Node) => T

/** @throws OverBounds */
export function withObject<T>(object: JsonObject, meter: Meter, use: Use<T>): T {
  const sink = new ByteSink(512, Buffer.allocUnsafe)
  writeValue(sink, object)
  return withDocument(sink.bytes.subarray(0, sink.length), (tape, root) => {
    meter.values(valuesIn(tape, root))
    return use(tape, root)
  })
}

interface Renaming {
  readonly tape: JsonTape
  readonly object: Node
  readonly nameOf: (name: string) => string
}

/** Copies an object with other names. @throws OverBounds */
export function withRenamed<T>({ tape, object, nameOf }: Renaming, meter: Meter, use: Use<T>): T {
  meter.values(valuesIn(tape, object))
  const { text } = tape
  const sink = new ByteSink(512, Buffer.allocUnsafe)
  sink.byte(OPEN_BRACE)
  const last = tape.last(object)
  for (let key = tape.first(object); key < last; ) {
    const value = tape.after(key)
    separate(sink)
    writeText(sink, nameOf(tape.string(key)))
    sink.append(COLON_SPACE)
    sink.copy(text, tape.start(value), tape.end(value))
    key = tape.after(value)
  }
  sink.byte(CLOSE_BRACE)
  return withDocument(sink.bytes.subarray(0, sink.length), use)
}
