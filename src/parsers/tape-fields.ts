import { BACKSLASH } from '../bytes.ts'
import { type JsonTape, Kind, type Node } from '../json/tape.ts'
import { Fields } from './fields.ts'

/** Bytes that may be copied with the last value of a text, see `columns.ts`; a tape has more room. */
const WORD = 8

/** Reads the values of flat JSON objects as the fields of rows, where they lie on a tape. */
export class TapeFields {
  readonly #absent: Buffer
  #text: Buffer | undefined
  #fields = new Fields(Buffer.alloc(0))

  /** @param absent stands for null */
  constructor(absent: string) {
    this.#absent = Buffer.from(absent)
  }

  /** @returns the same object for each row. It must not be used after the tape has moved on */
  read(tape: JsonTape, object: Node): Fields {
    const { text } = tape
    if (text !== this.#text) {
      this.#text = text
      this.#fields = new Fields(text, 0)
    }
    const fields = this.#fields
    fields.clear()
    const last = tape.last(object)
    for (let key = tape.first(object); key < last; key = tape.after(tape.after(key))) {
      this.#add(tape, tape.after(key), fields)
    }
    // What remains of earlier texts may look like a NaN.
    text.fill(0, tape.end(object), tape.end(object) + WORD)
    return fields
  }

  #add(tape: JsonTape, value: Node, fields: Fields): void {
    const start = tape.start(value)
    const end = tape.end(value)
    const kind = tape.kind(value)
    if (kind === Kind.string) {
      fields.add(start + 1, end - 1)
      if (hasBackslash(fields.bytes, start, end)) fields.replace(fields.count - 1, Buffer.from(tape.string(value)))
      return
    }
    fields.add(start, end)
    if (kind === Kind.null) fields.replace(fields.count - 1, this.#absent)
    else if (kind >= Kind.array) fields.escaped |= 1
  }
}

function hasBackslash(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true
  return false
}
