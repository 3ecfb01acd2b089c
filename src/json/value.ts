import type { ByteSink } from './byte-sink.ts'
import { floatText } from './number.ts'
import { type JsonTape, Kind, type Node } from './tape.ts'
import { writeText } from './text.ts'

/** A number in Python's spelling: JavaScript's numbers lose digits, and tell 1 and 1.0 not apart. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  static integer(value: number | bigint): JsonNumber {
    return new JsonNumber(String(value))
  }

  static float(value: number): JsonNumber {
    return new JsonNumber(floatText(value))
  }

  get isFloat(): boolean {
    return !/^-?\d+$/.test(this.text)
  }
}

/** An object with its keys in order; JavaScript's own objects would move keys such as `10`. */
export type JsonObject = Map<string, JsonValue>

/** A JSON value without loss, for the rare deep reshaping. Everything else works on a {@link JsonTape}. */
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject

/** The value of a node as it was read: replaced members show, null members too. */
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

/** {@link toValue} of a node that is an object. */
export function objectOf(tape: JsonTape, node: Node): JsonObject {
  const object: JsonObject = new Map()
  for (const [key, value] of tape.members(node)) object.set(tape.string(key), toValue(tape, value))
  return object
}

/** Appends a value as Python's `json.dumps` does. */
export function writeValue(sink: ByteSink, value: JsonValue): void {
  if (typeof value === 'string') writeText(sink, value)
  else if (value instanceof Map) writeObject(sink, value)
  else if (Array.isArray(value)) writeList(sink, value)
  else sink.ascii(value instanceof JsonNumber ? value.text : String(value))
}

function writeObject(sink: ByteSink, object: JsonObject): void {
  let separator = '{'
  for (const [key, value] of object) {
    sink.ascii(separator)
    writeText(sink, key)
    sink.ascii(': ')
    writeValue(sink, value)
    separator = ', '
  }
  sink.ascii(object.size === 0 ? '{}' : '}')
}

function writeList(sink: ByteSink, list: readonly JsonValue[]): void {
  let separator = '['
  for (const element of list) {
    sink.ascii(separator)
    writeValue(sink, element)
    separator = ', '
  }
  sink.ascii(list.length === 0 ? '[]' : ']')
}
