import * as log from '../log.ts'
import { jsonText } from '../python/json-text.ts'
import { type EventBatch, HEADER } from './types.ts'

/**
 * Prints the lines of a batch that belong before an event.
 *
 * @param said how many of its lines were printed already
 * @returns how many are now
 */
export function sayBefore(batch: EventBatch, said: number, event: number): number {
  for (; said < batch.lines.length; said++) {
    const { before, level, text } = batch.lines[said] as EventBatch['lines'][number]
    if (before > event) break
    if (level === 'error') log.error(text)
    else if (level === 'warning') log.warning(text)
    else if (level === 'plain') log.line(text)
    else log.debug(level, text)
  }
  return said
}

/** Prints an event as debug 3 shows it. */
export function sayMessage(batch: EventBatch, event: number, quoted: boolean): void {
  const text = messageText(batch, event)
  log.debug(3, quoted ? jsonText(text) : text)
}

/** An event without its header. */
export function messageText({ bytes, ends }: EventBatch, event: number): string {
  const start = event === 0 ? 0 : (ends[event - 1] as number)
  const { buffer, byteOffset } = bytes
  return Buffer.from(
    buffer,
    byteOffset + start + HEADER.length,
    (ends[event] as number) - start - HEADER.length,
  ).toString()
}
