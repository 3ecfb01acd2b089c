import { LF, QUOTE, SPACE } from '../bytes.ts'
import { quotedEnd } from './delimited.ts'

/**
 * Drops the spaces that fields start with, in place. To be done before {@link readDelimited} where a space follows
 * each delimiter: a quote behind one would not open a field.
 *
 * @returns what is left of the text
 */
export function withoutInitialSpaces(text: Uint8Array, delimiter: number): Uint8Array {
  let to = 0
  for (let at = 0; at < text.length; ) {
    while (text[at] === SPACE) at++
    const end = Math.min(fieldEnd(text, at, delimiter) + 1, text.length)
    text.copyWithin(to, at, end)
    to += end - at
    at = end
  }
  return text.subarray(0, to)
}

function fieldEnd(text: Uint8Array, start: number, delimiter: number): number {
  if (text[start] === QUOTE) return quotedEnd(text, start, delimiter)
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== LF) at++
  return at
}
