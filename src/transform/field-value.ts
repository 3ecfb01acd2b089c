import { ByteSink } from '../byte-sink.ts'
import { withDocument } from '../json/reader.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { toValue } from '../json/value.ts'
import type { JsonValue } from '../python/value.ts'
import { effective, writeTidy } from './members.ts'

/** A member at the top of an event, as it would be sent: nulls dropped, lists of one unwrapped. */
export class FieldValue {
  readonly #tape: JsonTape
  readonly #node: Node
  /** Null members and lists of one inside an unwrapped element stay. */
  readonly #raw: boolean
  readonly #warn: () => void

  constructor(tape: JsonTape, value: Node, warn: () => void) {
    this.#tape = tape
    this.#node = effective(tape, value, true)
    this.#raw = this.#node !== value
    this.#warn = warn
  }

  get kind(): Kind {
    return this.#tape.kind(this.#node)
  }

  get isObject(): boolean {
    return this.kind === Kind.object
  }

  /** Whether it is an object that has this member. The name must be a constant. */
  has(name: string): boolean {
    return this.#tape.find(this.#node, name) !== NONE
  }

  /** The value, without loss. */
  value(): JsonValue {
    if (this.#raw) return toValue(this.#tape, this.#node)
    const sink = new ByteSink(256)
    writeTidy(sink, this.#tape, this.#node, true)
    return withDocument(sink.slice(), toValue)
  }

  /** Has the line printed that tells of an event whose shape is not the one expected. */
  couldNotReformat(): void {
    this.#warn()
  }
}
