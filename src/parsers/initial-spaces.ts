import { LF, QUOTE, SPACE } from '../bytes.ts'
import { quotedEnd } from './delimited.ts'

/**
 * Removes the spaces at the start of fields, in place. Call it before {@link readDelimited} if a space follows each
 * delimiter: a quote after a space would not open a field.
 *
 * @returns the remaining text
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
