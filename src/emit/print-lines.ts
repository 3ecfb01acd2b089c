import * as log from '../log.ts'
import { jsonText } from '../python/json-text.ts'
import { type EventBatch, HEADER } from './types.ts'

/**
 * Prints the lines of a batch up to an event.
 *
 * @param printed number of its lines that were printed already
 * @returns number of its lines that are printed now
 */
export function printLinesBefore(batch: EventBatch, printed: number, event: number): number {
  for (; printed < batch.lines.length; printed++) {
    const line = batch.lines[printed] as EventBatch['lines'][number]
    if (line.before > event) break
    log.print(line)
  }
  return printed
}

/** Prints an event at debug 3. */
export function printMessage(batch: EventBatch, event: number, quoted: boolean): void {
  const text = messageText(batch, event)
  log.debug(3, quoted ? jsonText(text) : text)
}

/** @returns an event without its header */
export function messageText({ bytes, ends }: EventBatch, event: number): string {
  const start = event === 0 ? 0 : (ends[event - 1] as number)
  const { buffer, byteOffset } = bytes
  return Buffer.from(
    buffer,
    byteOffset + start + HEADER.length,
    (ends[event] as number) - start - HEADER.length,
  ).toString()
}
