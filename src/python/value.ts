import type { ByteSink } from '../byte-sink.ts'
import { writeText } from './json-text.ts'
import { floatText } from './numbers.ts'

/** A number in Python's spelling: JavaScript's numbers lose digits, and do not tell 1 from 1.0. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  static float(value: number): JsonNumber {
    return new JsonNumber(floatText(value))
  }
}

/** An object with its keys in order; JavaScript's own objects would move keys such as `10`. */
export type JsonObject = Map<string, JsonValue>

/** A JSON value without loss, for the rare deep reshaping. Everything else works on a tape (`src/json/tape.ts`). */
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject

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
