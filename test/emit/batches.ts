import { type EventBatch, type EventLine, HEADER } from '../../src/emit/types.ts'

/** A batch of these events, as a worker would hand it over. */
export function batchOf(events: readonly string[], lines: readonly EventLine[] = []): EventBatch {
  let end = 0
  const datagrams = events.map((event) => Buffer.from(`${HEADER}${event}`))
  const ends = Uint32Array.from(datagrams, (datagram) => (end += datagram.length))
  return { bytes: Buffer.concat(datagrams), ends, lines, discarded: 0, failed: 0 }
}

/** Numbered events of about a kilobyte and a half. */
export const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `{"n": ${from + i}, "pad": "${'x'.repeat(1400 + (i % 200))}"}`)

export const datagramsOf = (events: readonly string[]): string[] => events.map((event) => `${HEADER}${event}`)
