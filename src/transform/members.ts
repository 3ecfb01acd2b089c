import type { ByteSink } from '../json/byte-sink.ts'
import { type JsonTape, Kind, type Node, Trait, WIDTH } from '../json/tape.ts'

const COMMA = 0x2c
const SPACE = 0x20
const OPEN_OBJECT = 0x7b

/** Starts a member: a comma, unless it is the first of its object. */
export function separate(sink: ByteSink): void {
  if (sink.bytes[sink.length - 1] === OPEN_OBJECT) return
  sink.reserve(2)
  sink.bytes[sink.length++] = COMMA
  sink.bytes[sink.length++] = SPACE
}

/** Writes a key of a tape and the colon behind it. */
export function writeKey(sink: ByteSink, tape: JsonTape, key: Node): void {
  separate(sink)
  sink.copy(tape.text, tape.start(key), tape.end(key))
  sink.ascii(': ')
}

/** The value that is sent: with `unwrap`, the one element of a list. */
export function effective(tape: JsonTape, value: Node, unwrap: boolean): Node {
  return unwrap && (tape.traits(value) & Trait.single) !== 0 ? tape.first(value) : value
}

/**
 * Writes a value without null members and, with `unwrap`, with the element for each list of one: through objects,
 * not through lists.
 */
export function writeTidy(sink: ByteSink, tape: JsonTape, value: Node, unwrap: boolean): void {
  const sent = effective(tape, value, unwrap)
  if (sent === value && (tape.traits(value) & Trait.uneven) !== 0) writeObject(sink, tape, value, unwrap)
  else sink.copy(tape.text, tape.start(sent), tape.end(sent))
}

/** Whether a value is sent as it stands, with its key before it. */
export function isEven(tape: JsonTape, value: Node, unwrap: boolean): boolean {
  const uneven = unwrap ? Trait.uneven | Trait.null | Trait.single : Trait.uneven | Trait.null
  return (tape.traits(value) & uneven) === 0 && !tape.replaced(value)
}

function writeObject(sink: ByteSink, tape: JsonTape, object: Node, unwrap: boolean): void {
  sink.byte(OPEN_OBJECT)
  const run = new Run(sink, tape)
  const last = tape.last(object)
  for (let key = tape.first(object); key < last; key = tape.behind(key + WIDTH)) {
    const value = key + WIDTH
    if (isEven(tape, value, unwrap)) {
      run.extend(key, value)
      continue
    }
    run.end()
    if (tape.kind(value) === Kind.null) continue
    writeKey(sink, tape, key)
    writeTidy(sink, tape, value, unwrap)
  }
  run.end()
  sink.byte(0x7d)
}

/** Members in a row that are copied as they stand, in one go. */
export class Run {
  private readonly sink: ByteSink
  private readonly tape: JsonTape
  private from = -1
  private to = 0

  constructor(sink: ByteSink, tape: JsonTape) {
    this.sink = sink
    this.tape = tape
  }

  extend(key: Node, value: Node): void {
    if (this.from < 0) this.from = this.tape.start(key)
    this.to = this.tape.end(value)
  }

  /** Writes the members since the last end. */
  end(): void {
    if (this.from < 0) return
    separate(this.sink)
    this.sink.copy(this.tape.text, this.from, this.to)
    this.from = -1
  }
}
