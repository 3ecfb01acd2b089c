import type { ByteSink } from '../byte-sink.ts'
import { CLOSE_BRACE, COMMA, OPEN_BRACE, SPACE } from '../bytes.ts'
import { END, EXTRA, type JsonTape, KIND_BITS, Kind, META, type Node, Trait, WIDTH } from '../json/tape.ts'

export const COLON_SPACE = Buffer.from(': ')

/** Starts a member: writes a comma, unless it is the first of its object. */
export function separate(sink: ByteSink): void {
  if (sink.bytes[sink.length - 1] === OPEN_BRACE) return
  sink.reserve(2)
  sink.bytes[sink.length++] = COMMA
  sink.bytes[sink.length++] = SPACE
}

/** Writes a key of a tape and the colon after it. */
export function writeKey(sink: ByteSink, tape: JsonTape, key: Node): void {
  separate(sink)
  sink.copy(tape.text, tape.start(key), tape.end(key))
  sink.append(COLON_SPACE)
}

/** @returns the value to send: with `unwrap`, the only element of a list of one */
export function effective(tape: JsonTape, value: Node, unwrap: boolean): Node {
  return unwrap && (tape.traits(value) & Trait.single) !== 0 ? tape.first(value) : value
}

/**
 * Writes a value without null members and, with `unwrap`, with the element in place of each list of one. It descends
 * into objects, not into lists.
 */
export function writeTidy(sink: ByteSink, tape: JsonTape, value: Node, unwrap: boolean): void {
  const sent = effective(tape, value, unwrap)
  if (sent === value && (tape.traits(value) & Trait.needsRewrite) !== 0) {
    sink.byte(OPEN_BRACE)
    writeMembers(sink, tape, value, unwrap)
    sink.byte(CLOSE_BRACE)
  } else sink.copy(tape.text, tape.start(sent), tape.end(sent))
}

/** Writes the members that are not simply copied. */
export interface FieldWriter<Field> {
  readonly fields: { find(tape: JsonTape, key: Node): Field | undefined }
  /** Writes or drops a member. @returns false if it is to be written like any other */
  writeField(field: Field, key: Node, value: Node): boolean
}

/** Writes the members of an object as {@link writeTidy} does. Consecutive unchanged members are copied at once. */
export function writeMembers<Field>(
  sink: ByteSink,
  tape: JsonTape,
  object: Node,
  unwrap: boolean,
  writer?: FieldWriter<Field>,
): void {
  const { nodes, text } = tape
  const changing = unwrap ? Trait.needsRewrite | Trait.null | Trait.single : Trait.needsRewrite | Trait.null
  const last = tape.last(object)
  let from = -1
  let to = 0
  for (let key = tape.first(object); key < last; ) {
    const value = key + WIDTH
    const meta = nodes[value + META] as number
    const kind = meta & KIND_BITS
    const field = writer?.fields.find(tape, key)
    if (field === undefined && (meta & changing) === 0 && kind !== Kind.link) {
      if (from < 0) from = nodes[key] as number
      to = nodes[value + END] as number
    } else {
      copyRow(sink, text, from, to)
      from = -1
      if ((field === undefined || !writer?.writeField(field, key, value)) && tape.kind(value) !== Kind.null) {
        writeKey(sink, tape, key)
        writeTidy(sink, tape, value, unwrap)
      }
    }
    key = kind >= Kind.array ? (nodes[value + EXTRA] as number) : value + WIDTH
  }
  copyRow(sink, text, from, to)
}

/** Writes consecutive members; does nothing if `from` is negative. */
function copyRow(sink: ByteSink, text: Buffer, from: number, to: number): void {
  if (from < 0) return
  separate(sink)
  sink.copy(text, from, to)
}
