import { JsonNumber, type JsonObject, type JsonValue } from '../python/value.ts'
import { type JsonTape, Kind, type Node } from './tape.ts'

/** @returns the value of a node, with replaced members and with null members */
export function toValue(tape: JsonTape, node: Node): JsonValue {
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
      return Array.from(tape.elements(node), (element) => toValue(tape, element))
    case Kind.object:
      return objectOf(tape, node)
    default:
      return new JsonNumber(tape.json(node))
  }
}

export function objectOf(tape: JsonTape, node: Node): JsonObject {
  const object: JsonObject = new Map()
  for (const [key, value] of tape.members(node)) object.set(tape.string(key), toValue(tape, value))
  return object
}
