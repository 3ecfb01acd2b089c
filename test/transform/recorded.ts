import type { EventBatch } from '../../src/emit/types.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { toValue } from '../../src/json/value.ts'
import type { JsonObject, JsonValue } from '../../src/python/value.ts'

/** A JSON text as lossless values. */
export function parse(text: string): JsonValue {
  const reader = new JsonReader()
  return toValue(reader.tape, reader.document(Buffer.from(text)))
}

export function parseObject(text: string): JsonObject {
  return parse(text) as JsonObject
}

/** The datagrams of a batch as text. */
export function datagrams(batch: EventBatch): string[] {
  const text = Buffer.from(batch.bytes)
  return Array.from(batch.ends, (end, at) => text.toString('utf8', at === 0 ? 0 : batch.ends[at - 1], end))
}

/** The one datagram of a batch. */
export function only(batch: EventBatch): string {
  const [message, ...more] = datagrams(batch)
  if (message === undefined || more.length > 0) throw new Error(`${batch.ends.length} events instead of one`)
  return message
}
