import { printLinesBefore } from './print-lines.ts'
import type { Emitter } from './types.ts'

/** `--dry-run`: counts the events, and prints the lines about them. */
export function openNowhere(signal: AbortSignal): Emitter {
  const counts = { sent: 0, tooLong: 0 }
  return {
    counts,
    async send(batch) {
      signal.throwIfAborted()
      printLinesBefore(batch, 0, batch.ends.length)
      counts.sent += batch.ends.length
    },
    async close() {},
  }
}
