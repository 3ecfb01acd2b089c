import { findBucketType } from '../../src/buckets/index.ts'
import type { DebugLevel } from '../../src/log.ts'
import type { ReadFailure } from '../../src/objects/types.ts'
import type { DiscardOptions } from '../../src/transform/discard.ts'
import { EventWriter } from '../../src/transform/event-writer.ts'

interface DecodedText {
  /** The member `aws` of each event, without `log_info`. */
  readonly events: readonly Readonly<Record<string, unknown>>[]
  /** As they are printed before the events, between them, and after them: their text. */
  readonly lines: readonly string[]
  /** What is wrong with single records. */
  readonly fault: ReadFailure | undefined
  /** Events that could not be made. */
  readonly failed: number
}

/** What a type makes of a text. */
export function decoded(
  type: string,
  text: string,
  options: {
    readonly discard?: DiscardOptions
    readonly debugLevel?: DebugLevel
    readonly trailPrefix?: string
    readonly key?: string
  } = {},
): DecodedText {
  const { discard = {}, debugLevel = 0, trailPrefix = '', key = 'k' } = options
  const writer = new EventWriter({ discard, debugLevel })
  findBucketType(type)?.decode(Buffer.from(text), writer, { bucket: 'b', key, trailPrefix })
  const { bytes, ends, lines, failed } = writer.finish()
  const messages = Array.from(ends, (end, n) => Buffer.from(bytes.subarray(ends[n - 1] ?? 0, end)).toString())
  return {
    events: messages.map((message) => JSON.parse(message.slice(message.indexOf('{'))).aws),
    lines: lines.map((line) => line.text),
    fault: writer.fault,
    failed,
  }
}
