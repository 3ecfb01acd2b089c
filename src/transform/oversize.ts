import { ByteSink } from '../byte-sink.ts'
import { HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import { toValue, valuesIn } from '../json/value.ts'
import * as messages from '../messages/event.ts'
import { textSize } from '../python/json-text.ts'
import { type JsonValue, writeValue } from '../python/value.ts'
import type { Meter } from './event-bounds.ts'

/** No text is shortened below this many bytes as sent: it needs room for the note about the cut. */
const MIN_TEXT_BYTES = 96

/**
 * Shortens the longest texts of a JSON message until it fits a datagram. The result is serialised again, in ASCII: that
 * may make the message of another program (CloudWatch) longer, or short enough.
 *
 * @param message the datagram without its header
 * @returns undefined if it cannot be made to fit
 * @throws OverBounds
 */
export function shortenJson(message: Buffer, meter: Meter): Buffer | undefined {
  const maxBytes = MAX_DATAGRAM - HEADER.length
  const value = withDocument(message, (tape, root) => {
    meter.values(valuesIn(tape, root))
    return toValue(tape, root)
  })
  const whole = written(value)
  if (whole.length <= maxBytes) return whole
  const cap = largestCap(textSizes(value), whole.length - maxBytes)
  return cap === undefined ? undefined : written(shortened(value, cap))
}

function written(value: JsonValue): Buffer {
  const sink = new ByteSink(MAX_DATAGRAM)
  writeValue(sink, value)
  return sink.slice()
}

export function shortenText(text: string): Buffer {
  const bytes = Buffer.from(text)
  let keep = MAX_DATAGRAM - HEADER.length - Buffer.byteLength(messages.truncated(bytes.length))
  while (((bytes[keep] as number) & 0xc0) === 0x80) keep-- // Do not cut inside a character.
  return Buffer.concat([bytes.subarray(0, keep), Buffer.from(messages.truncated(bytes.length - keep))])
}

function textSizes(value: JsonValue): number[] {
  if (typeof value === 'string') return [textSize(value)]
  if (Array.isArray(value)) return value.flatMap(textSizes)
  return value instanceof Map ? [...value.values()].flatMap(textSizes) : []
}

/** The largest bound on every text that saves `excess` bytes in all. */
function largestCap(sizes: readonly number[], excess: number): number | undefined {
  const saves = (cap: number) => sizes.reduce((sum, size) => sum + Math.max(0, size - cap), 0) >= excess
  if (!saves(MIN_TEXT_BYTES)) return undefined
  let low = MIN_TEXT_BYTES
  let high = Math.max(...sizes)
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (saves(middle)) low = middle
    else high = middle
  }
  return low
}

function shortened(value: JsonValue, cap: number): JsonValue {
  if (typeof value === 'string') return textSize(value) <= cap ? value : cut(value, cap)
  if (Array.isArray(value)) return value.map((element) => shortened(element, cap))
  if (!(value instanceof Map)) return value
  return new Map(Array.from(value, ([key, member]) => [key, shortened(member, cap)]))
}

/** @returns the start of a text and a note of how many UTF-8 bytes are missing, in at most `cap` bytes of JSON */
function cut(text: string, cap: number): string {
  const maxBytes = cap - textSize(messages.truncated(text.length * 3))
  let size = 0
  let keep = 0
  for (const character of text) {
    size += textSize(character) - 2
    if (size > maxBytes) break
    keep += character.length
  }
  return text.slice(0, keep) + messages.truncated(Buffer.byteLength(text.slice(keep)))
}
