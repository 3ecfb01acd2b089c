import type { ByteSink } from '../json/byte-sink.ts'
import { type JsonTape, Kind, type Node, NONE, WIDTH } from '../json/tape.ts'
import { writeText } from '../json/text.ts'
import { writeValue } from '../json/value.ts'
import type { Envelope } from './envelope.ts'
import { FieldValue } from './field-value.ts'
import { DROP, type FieldTable, type Special } from './fields.ts'
import { effective, isEven, Run, separate, writeKey, writeTidy } from './members.ts'

/** How a record becomes an event. */
export interface RecordShape {
  /** Put last in the event, or in its own place where the record has one. Not given: nothing is put. */
  readonly source?: string | undefined
  readonly fields: FieldTable
  /** False: null members are dropped, and nothing else is changed. */
  readonly reshape: boolean
}

/** Writes records as messages, by the rules that hold for all types and those of the shape. */
export class RecordEvent {
  /** Members of the last event that did not have the shape expected. */
  warnings = 0
  private readonly sink: ByteSink
  private readonly envelope: Envelope
  private tape!: JsonTape
  private record: Node = NONE
  private shape!: RecordShape
  private sourceDone = false
  private accountDone = false
  private addressDone = false
  private readonly warn = (): void => {
    this.warnings++
  }

  constructor(sink: ByteSink, envelope: Envelope) {
    this.sink = sink
    this.envelope = envelope
  }

  write(tape: JsonTape, record: Node, shape: RecordShape): void {
    const { sink, envelope } = this
    this.tape = tape
    this.record = record
    this.shape = shape
    this.warnings = 0
    this.sourceDone = shape.source === undefined
    this.accountDone = envelope.accountId === undefined
    this.addressDone = false
    sink.append(envelope.start)
    this.logInfo()
    this.members()
    this.ending()
    sink.append(envelope.end)
  }

  private logInfo(): void {
    const { sink, envelope, tape } = this
    const own = tape.find(this.record, 'log_info')
    if (own !== NONE && tape.kind(own) !== Kind.null) {
      sink.ascii('"log_info": ')
      writeTidy(sink, tape, own, this.shape.reshape)
    } else if (envelope.logInfo) sink.append(envelope.logInfo)
  }

  private members(): void {
    const { sink, tape, shape } = this
    const { fields, reshape } = shape
    const run = new Run(sink, tape)
    const last = tape.last(this.record)
    for (let key = tape.first(this.record); key < last; key = tape.behind(key + WIDTH)) {
      const value = key + WIDTH
      const special = fields.find(tape, key)
      if (special === undefined && isEven(tape, value, reshape)) run.extend(key, value)
      else {
        run.end()
        if (special === undefined || !this.special(special, key, value)) this.ordinary(key, value)
      }
    }
    run.end()
  }

  private ordinary(key: Node, value: Node): void {
    const { sink, tape } = this
    if (tape.kind(value) === Kind.null) return
    writeKey(sink, tape, key)
    writeTidy(sink, tape, value, this.shape.reshape)
  }

  /** Writes a special member, or leaves it out; false: it is as ordinary as others. */
  private special(special: Special, key: Node, value: Node): boolean {
    const { envelope, shape, tape } = this
    if (special.name === 'log_info') return true // Stands in front.
    if (special.name === 'source' && shape.source !== undefined) {
      this.sourceDone = true
      return this.put('source', () => writeText(this.sink, shape.source!))
    }
    if (tape.kind(value) === Kind.null) return true
    if (special.name === 'aws_account_id' && envelope.accountId) {
      this.accountDone = true
      return this.put('aws_account_id', () => this.sink.append(envelope.accountId!))
    }
    if (!shape.reshape) return false
    if (special.reshape) return this.reshaped(special, key, value)
    if (special.name === 'tags') return this.tags(value)
    return special.name === 'source_ip_address' && this.address()
  }

  private reshaped({ reshape }: Special, key: Node, value: Node): boolean {
    const result = reshape!(new FieldValue(this.tape, value, this.warn))
    if (result === undefined) return false
    if (result === DROP) return true
    writeKey(this.sink, this.tape, key)
    writeValue(this.sink, result)
    return true
  }

  private tags(value: Node): boolean {
    const { sink, tape } = this
    if (tape.kind(effective(tape, value, true)) === Kind.object) return false
    return this.put('tags', () => {
      sink.ascii('{"value": ')
      writeTidy(sink, tape, value, true)
      sink.byte(0x7d)
    })
  }

  /** Adds what is still missing, in the contract's order. */
  private ending(): void {
    const { sink, envelope, shape } = this
    if (!this.sourceDone) this.put('source', () => writeText(sink, shape.source!))
    if (!this.accountDone) this.put('aws_account_id', () => sink.append(envelope.accountId!))
    if (shape.reshape && !this.addressDone) this.address()
  }

  /** Writes `source_ip_address` when `sourceIPAddress` is an address and not the name of a service. */
  private address(): boolean {
    const { sink, tape } = this
    const member = tape.find(this.record, 'sourceIPAddress')
    const value = member === NONE ? NONE : effective(tape, member, true)
    if (value === NONE || tape.kind(value) !== Kind.string) return false
    const start = tape.start(value)
    const end = tape.end(value)
    if (!startsWithAddress(tape.text, start + 1, end)) return false
    this.addressDone = true
    return this.put('source_ip_address', () => sink.copy(tape.text, start, end))
  }

  private put(name: string, value: () => void): true {
    separate(this.sink)
    this.sink.ascii(`"${name}": `)
    value()
    return true
  }
}

/** Whether the text at `from` starts like `d.d.d.d`. */
function startsWithAddress(text: Buffer, from: number, end: number): boolean {
  let at = from
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text[at++] !== 0x2e) return false
    const first = at
    while (at < end && text[at]! >= 0x30 && text[at]! <= 0x39) at++
    if (at === first) return false
  }
  return true
}
