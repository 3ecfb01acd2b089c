import { LF } from '../bytes.ts'

/**
 * Calls back for each line, without its end. Text after the last line end is a line only if it is not empty.
 *
 * @param text with `\n` as the only line end (see `src/objects/text.ts`)
 */
export function readLines(text: Uint8Array, onLine: (start: number, end: number) => void): void {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(LF, start)
    const end = found < 0 ? text.length : found
    onLine(start, end)
    start = end + 1
  }
}
