import type { ByteSink } from '../byte-sink.ts'
import { NINE, POINT, ZERO } from '../bytes.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { writeText } from '../python/json-text.ts'
import { writeValue } from '../python/value.ts'
import type { Envelope } from './envelope.ts'
import type { Meter } from './event-bounds.ts'
import { FieldValue, type ValueEvent } from './field-value.ts'
import { DROP, type FieldTable, type Reshape, type SpecialField } from './fields.ts'
import { effective, type FieldWriter, separate, writeKey, writeMembers, writeTidy } from './members.ts'

const LOG_INFO = Buffer.from('"log_info": ')
const SOURCE = Buffer.from('"source": ')
const ACCOUNT = Buffer.from('"aws_account_id": ')
const TAGS = Buffer.from('"tags": {"value": ')
const ADDRESS = Buffer.from('"source_ip_address": ')

export interface RecordShape {
  /** The last member of the event, or in its own position if the record has one. Default: no `source` is added. */
  readonly source?: string | undefined
  readonly fields: FieldTable
  /** False: drop null members and change nothing else. */
  readonly reshape: boolean
  readonly meter: Meter
}

/**
 * Writes a record as a message, by the rules for all types and those of the shape.
 *
 * @returns the number of members that did not have the expected shape
 */
export function writeRecord(
  sink: ByteSink,
  envelope: Envelope,
  tape: JsonTape,
  record: Node,
  shape: RecordShape,
): number {
  const event = new RecordEvent(sink, envelope, tape, record, shape)
  event.write()
  return event.warnings
}

class RecordEvent implements FieldWriter<SpecialField>, ValueEvent {
  warnings = 0
  readonly #sink: ByteSink
  readonly #envelope: Envelope
  readonly #tape: JsonTape
  readonly #record: Node
  readonly #shape: RecordShape
  #source: string | undefined
  #accountId: Buffer | undefined
  /** The member `sourceIPAddress`, once it has been met. */
  #address: Node = NONE
  #isAddressDone = false

  constructor(sink: ByteSink, envelope: Envelope, tape: JsonTape, record: Node, shape: RecordShape) {
    this.#sink = sink
    this.#envelope = envelope
    this.#tape = tape
    this.#record = record
    this.#shape = shape
    this.#source = shape.source
    this.#accountId = envelope.accountId
  }

  get fields(): FieldTable {
    return this.#shape.fields
  }

  write(): void {
    const sink = this.#sink
    const envelope = this.#envelope
    sink.append(envelope.start)
    this.#logInfo()
    writeMembers(sink, this.#tape, this.#record, this.#shape.reshape, this)
    this.#putSource()
    this.#putAccount()
    if (this.#shape.reshape && !this.#isAddressDone) this.#putAddress(this.#address)
    sink.append(envelope.end)
  }

  #logInfo(): void {
    const sink = this.#sink
    const envelope = this.#envelope
    const tape = this.#tape
    const own = tape.find(this.#record, 'log_info')
    if (own !== NONE && tape.kind(own) !== Kind.null) {
      sink.append(LOG_INFO)
      writeTidy(sink, tape, own, this.#shape.reshape)
    } else if (envelope.logInfo) sink.append(envelope.logInfo)
  }

  writeField({ name, reshape }: SpecialField, key: Node, value: Node): boolean {
    if (name === 'sourceIPAddress') this.#address = value
    if (name === 'log_info') return true // It is already written, as the first member.
    if (name === 'source' && this.#putSource()) return true
    if (this.#tape.kind(value) === Kind.null) return true
    if (name === 'aws_account_id' && this.#putAccount()) return true
    if (!this.#shape.reshape) return false
    if (reshape) return this.#reshaped(reshape, key, value)
    if (name === 'tags') return this.#putTags(value)
    return name === 'source_ip_address' && this.#putAddress(this.#tape.find(this.#record, 'sourceIPAddress'))
  }

  warn(): void {
    this.warnings++
  }

  values(count: number): void {
    this.#shape.meter.values(count)
  }

  #reshaped(reshape: Reshape, key: Node, value: Node): boolean {
    const result = reshape(new FieldValue(this.#tape, value, this))
    if (result === undefined) return false
    if (result === DROP) return true
    writeKey(this.#sink, this.#tape, key)
    writeValue(this.#sink, result)
    return true
  }

  /** Writes `source`. @returns false if it is already written or the type has none */
  #putSource(): boolean {
    if (this.#source === undefined) return false
    this.#name(SOURCE)
    writeText(this.#sink, this.#source)
    this.#source = undefined
    return true
  }

  #putAccount(): boolean {
    if (this.#accountId === undefined) return false
    this.#name(ACCOUNT)
    this.#sink.append(this.#accountId)
    this.#accountId = undefined
    return true
  }

  /** Writes `tags` as an object. @returns false if they already are an object */
  #putTags(value: Node): boolean {
    const sink = this.#sink
    const tape = this.#tape
    if (tape.kind(effective(tape, value, true)) === Kind.object) return false
    this.#name(TAGS)
    writeTidy(sink, tape, value, true)
    sink.ascii('}')
    return true
  }

  /** Writes `source_ip_address` if `sourceIPAddress` is an address and not the name of a service. */
  #putAddress(member: Node): boolean {
    const sink = this.#sink
    const tape = this.#tape
    if (member === NONE) return false
    const value = effective(tape, member, true)
    const start = tape.start(value)
    const end = tape.end(value)
    if (tape.kind(value) !== Kind.string || !startsWithAddress(tape.text, start + 1, end)) return false
    this.#isAddressDone = true
    this.#name(ADDRESS)
    sink.copy(tape.text, start, end)
    return true
  }

  /** @param name with quotes and the colon */
  #name(name: Buffer): void {
    separate(this.#sink)
    this.#sink.append(name)
  }
}

/** @returns true if the text at `from` starts like `d.d.d.d` */
function startsWithAddress(text: Buffer, from: number, end: number): boolean {
  let at = from
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text[at++] !== POINT) return false
    const first = at
    while (at < end && (text[at] as number) >= ZERO && (text[at] as number) <= NINE) at++
    if (at === first) return false
  }
  return true
}
