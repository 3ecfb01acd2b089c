import { ByteSink } from '../byte-sink.ts'
import { HEADER } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import type { JsonTape, Node } from '../json/tape.ts'
import { toValue } from '../json/value.ts'
import * as messages from '../messages/event.ts'
import { pythonRepr } from '../python/repr.ts'
import { type JsonObject, writeValue } from '../python/value.ts'
import type { BatchBuilder } from './batch-builder.ts'
import type { RecordOptions } from './contract.ts'
import type { DiscardLog } from './discard-log.ts'
import type { Envelope } from './envelope.ts'
import { PLAIN_FIELDS } from './fields.ts'
import { type RecordShape, writeRecord } from './record-event.ts'

const AS_IT_IS: Iterable<unknown> = [undefined]

/** Makes datagrams of JSON records. */
export class RecordWriter {
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

  /** Writes the events of a record, unless it is discarded. */
  record(tape: JsonTape, record: Node, options: RecordOptions): void {
    const { rule } = this.#discards
    const given = options.source !== undefined && rule?.isField('source') ? options.source : undefined
    const isMatch = given === undefined ? rule?.matches(tape, record) : rule?.matchesText(given)
    if (this.#discards.byField(isMatch)) return
    if (options.line !== undefined) this.#batch.line(3, options.line)
    const { source, fields = PLAIN_FIELDS, reshape = this.#reshape } = options
    const shape = { source, fields, reshape }
    for (const _ of options.variants ?? AS_IT_IS) this.#event(tape, record, shape)
  }

  #event(tape: JsonTape, record: Node, shape: RecordShape): void {
    const { sink } = this.#batch
    if (shape.reshape) this.#batch.line(3, messages.reformat())
    const start = sink.length
    const warnings = writeRecord(sink, this.#envelope, tape, record, shape)
    if (warnings > 0) this.#warn(start, warnings)
    this.#batch.complete(start)
  }

  #warn(start: number, times: number): void {
    const { sink } = this.#batch
    const event = withDocument(sink.bytes.subarray(start + HEADER.length, sink.length), toValue)
    const text = messages.notReformatted(pythonRepr(event))
    for (let count = 0; count < times; count++) this.#batch.line('warning', text)
  }
}

/** Puts an object on a tape. */
export function withObject<T>(object: JsonObject, use: (tape: JsonTape, root: Node) => T): T {
  const sink = new ByteSink(1024)
  writeValue(sink, object)
  return withDocument(sink.slice(), use)
}
