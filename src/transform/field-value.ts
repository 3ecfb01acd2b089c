import { ByteSink } from '../byte-sink.ts'
import { withDocument } from '../json/reader.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { toValue, valuesIn } from '../json/value.ts'
import type { JsonValue } from '../python/value.ts'
import { effective, writeTidy } from './members.ts'

/** The event of a value. */
export interface ValueEvent {
  /** Requests a line about its shape. */
  warn(): void
  /** @param count values that are read @throws OverBounds if they are too many */
  values(count: number): void
}

/** A member at the top of an event, as it would be sent: without nulls, lists of one unwrapped. */
export class FieldValue {
  readonly #tape: JsonTape
  readonly #node: Node
  /** Inside an unwrapped element, null members and lists of one stay. */
  readonly #raw: boolean
  readonly #event: ValueEvent

  constructor(tape: JsonTape, value: Node, event: ValueEvent) {
    this.#tape = tape
    this.#node = effective(tape, value, true)
    this.#raw = this.#node !== value
    this.#event = event
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

  /** The value, without loss. @throws OverBounds */
  value(): JsonValue {
    this.#event.values(valuesIn(this.#tape, this.#node))
    if (this.#raw) return toValue(this.#tape, this.#node)
    const sink = new ByteSink(256, Buffer.allocUnsafe)
    writeTidy(sink, this.#tape, this.#node, true)
    return withDocument(sink.bytes.subarray(0, sink.length), toValue)
  }

  /** Requests the line about an event of an unexpected shape. */
  couldNotReformat(): void {
    this.#event.warn()
  }
}
