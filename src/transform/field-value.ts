import { ByteSink } from '../byte-sink.ts'
import { withDocument } from '../json/reader.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { toValue } from '../json/value.ts'
import type { JsonValue } from '../python/value.ts'
import { effective, writeTidy } from './members.ts'

/** A member at the top of an event, as it would be sent: without nulls, lists of one unwrapped. */
export class FieldValue {
  readonly #tape: JsonTape
  readonly #node: Node
  /** Inside an unwrapped element, null members and lists of one stay. */
  readonly #raw: boolean
  readonly #warner: { warn(): void }

  constructor(tape: JsonTape, value: Node, warner: { warn(): void }) {
    this.#tape = tape
    this.#node = effective(tape, value, true)
    this.#raw = this.#node !== value
    this.#warner = warner
  }

  get kind(): Kind {
    return this.#tape.kind(this.#node)
  }

  get isObject(): boolean {
    return this.kind === Kind.object
  }

  /** @returns true for an object with this member. The name must be a constant. */
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

  /** Requests the line about an event of an unexpected shape. */
  couldNotReformat(): void {
    this.#warner.warn()
  }
}
