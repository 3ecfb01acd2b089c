import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../bytes.ts'
import { keyOf } from '../json/key.ts'
import { type JsonReader, withReader } from '../json/reader.ts'
import { skipSpace } from '../json/space.ts'
import { type JsonTape, Kind, type Node } from '../json/tape.ts'
import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'

export interface OnRecord {
  /** Takes an object. The tape holds nothing else. */
  record(tape: JsonTape, record: Node): void
  /** A list of records starts. If it is a second one, the records of the first do not count. */
  start(): void
}

/**
 * Reads a file that is one JSON object with a list of events under a name. It finds none if the name is missing or if
 * the document is a list or a text. It looks at one event at a time, so the size of the file does not matter.
 *
 * @param name a constant
 * @throws ReadFailure if it is not JSON, otherwise of the kinds that the contract's recordings show for other
 * structures
 */
export function jsonRecords(content: Uint8Array, name: string, use: OnRecord): void {
  withReader((reader) => {
    const start = skipSpace(content, 0)
    if (content[start] === OPEN_BRACE) new Records(reader, content, name, use).read(start + 1)
    else if (reader.tape.kind(reader.document(content)) < Kind.string) throw shapeFailure(name, 'decompress')
  })
}

class Records {
  readonly #reader: JsonReader
  readonly #content: Uint8Array
  readonly #name: string
  readonly #use: OnRecord
  /** The mistake in the records, which is reported once all of the file is known to be JSON. */
  #failure: ReadFailure | undefined
  #at = 0

  constructor(reader: JsonReader, content: Uint8Array, name: string, use: OnRecord) {
    this.#reader = reader
    this.#content = content
    this.#name = name
    this.#use = use
  }

  /** @param from position after the brace that opens the object */
  read(from: number): void {
    const reader = this.#reader
    const content = this.#content
    reader.open(content)
    this.#skip(from)
    if (content[this.#at] === CLOSE_BRACE) this.#skip(this.#at + 1)
    else while (this.#member());
    if (this.#at < content.length) throw reader.fail(messages.moreData(), this.#at)
    if (this.#failure) throw this.#failure
  }

  /** Reads a member. @returns true if another one follows */
  #member(): boolean {
    const reader = this.#reader
    const content = this.#content
    const name = this.#name
    if (content[this.#at] !== QUOTE) throw reader.fail(messages.nameExpected(), this.#at)
    const isName = reader.tape.isText(this.#value(), keyOf(name).json)
    if (content[this.#at] !== COLON) throw reader.fail(messages.colonExpected(), this.#at)
    this.#skip(this.#at + 1)
    if (!isName) this.#value()
    else this.#records()
    return this.#goesOn(CLOSE_BRACE)
  }

  #records(): void {
    this.#failure = undefined
    if (this.#content[this.#at] !== OPEN_BRACKET) {
      this.#failure = shapeFailure(this.#name, failureKind(this.#reader.tape, this.#value()))
      return
    }
    this.#use.start()
    this.#skip(this.#at + 1)
    if (this.#content[this.#at] === CLOSE_BRACKET) this.#skip(this.#at + 1)
    else
      do this.#record(this.#value(2))
      while (this.#goesOn(CLOSE_BRACKET))
  }

  #record(node: Node): void {
    const { tape } = this.#reader
    if (this.#failure) return
    if (tape.kind(node) === Kind.object) this.#use.record(tape, node)
    else this.#failure = new ReadFailure(failureKind(tape, node), messages.notAnObject(this.#name))
  }

  #value(depth = 1): Node {
    const node = this.#reader.next(this.#at, depth)
    this.#skip(this.#reader.at)
    return node
  }

  /** Called after a member or an element. @returns true if another one follows */
  #goesOn(closer: number): boolean {
    const byte = this.#content[this.#at]
    if (byte !== COMMA && byte !== closer) throw this.#reader.fail(messages.commaExpected(), this.#at)
    this.#skip(this.#at + 1)
    return byte === COMMA
  }

  #skip(from: number): void {
    this.#at = skipSpace(this.#content, from)
  }
}

function shapeFailure(name: string, kind: 'parse' | 'decompress'): ReadFailure {
  return new ReadFailure(kind, messages.notIterable(name))
}

/** Texts, lists and objects in the wrong place are `parse` failures, everything else is `decompress`. */
function failureKind(tape: JsonTape, node: Node): 'parse' | 'decompress' {
  return tape.kind(node) >= Kind.string ? 'parse' : 'decompress'
}
