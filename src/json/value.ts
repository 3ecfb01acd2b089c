import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import { JsonNumber, type JsonObject, type JsonValue } from '../python/value.ts'
import { WIDTH } from './scan-layout.ts'
import { type JsonTape, Kind, type Node } from './tape.ts'

/** Values inside of one that becomes JavaScript's: these take a hundred bytes each, and a worker's heap is small. */
const MAX_VALUES = 500_000

/**
 * @returns the value of a node, with replaced members and with null members
 * @throws ReadFailure if very many values are in it
 */
export function toValue(tape: JsonTape, node: Node): JsonValue {
  if (valuesIn(tape, node) > MAX_VALUES) throw new ReadFailure('parse', messages.tooManyValues(MAX_VALUES))
  return valueIn(tape, node)
}

/** @returns the number of values and keys of a node, its own included */
export function valuesIn(tape: JsonTape, node: Node): number {
  return (tape.after(node) - node) / WIDTH
}

function valueIn(tape: JsonTape, node: Node): JsonValue {
  switch (tape.kind(node)) {
    case Kind.null:
      return null
    case Kind.false:
      return false
    case Kind.true:
      return true
    case Kind.string:
      return tape.string(node)
    case Kind.array:
      return Array.from(tape.elements(node), (element) => valueIn(tape, element))
    case Kind.object:
      return membersOf(tape, node)
    default:
      return new JsonNumber(tape.json(node))
  }
}

export function objectOf(tape: JsonTape, node: Node): JsonObject {
  return toValue(tape, node) as JsonObject
}

function membersOf(tape: JsonTape, node: Node): JsonObject {
  const object: JsonObject = new Map()
  for (const [key, value] of tape.members(node)) object.set(tape.string(key), valueIn(tape, value))
  return object
}
