import { LF, NINE, QUOTE, SPACE, ZERO } from '../bytes.ts'
import { quotedEnd } from './delimited.ts'

/**
 * If a header contains several of them, the first in this order separates its columns, as for Python's `csv.Sniffer`.
 */
const DELIMITERS = Buffer.from(',\t; :|')

/** A longer line is no header. To look at each of its bytes would take more than a worker has. */
const MAX_HEADER_BYTES = 2 ** 20

/** The separator of the columns of a table. */
export interface CsvDialect {
  readonly delimiter: number
  /** True if a space follows each delimiter and belongs to no column: `name, "town, country"`. */
  readonly isSpaced: boolean
}

/**
 * Decides by the first line whether a text is a table with a header, and which byte separates its columns. Names of
 * columns contain no digit, and a line without any of the usual separators is not a header.
 *
 * @param text UTF-8 with `\n` as the only line end
 * @returns undefined if the text is not a table
 */
export function csvDialect(text: Uint8Array): CsvDialect | undefined {
  const end = text.indexOf(LF)
  const header = end < 0 ? text : text.subarray(0, end)
  if (header.length > MAX_HEADER_BYTES) return undefined
  if (header.some((byte) => byte >= ZERO && byte <= NINE)) return undefined
  const bytes = outsideQuotes(header)
  const delimiter = DELIMITERS.find((byte) => bytes.includes(byte))
  if (delimiter === undefined) return undefined
  return { delimiter, isSpaced: bytes.every((byte, at) => byte !== delimiter || bytes[at + 1] === SPACE) }
}

/** @returns the bytes outside of quotes, and the quotes */
function outsideQuotes(header: Uint8Array): Uint8Array {
  let quoted = false
  return header.filter((byte) => {
    if (byte === QUOTE) quoted = !quoted
    return byte === QUOTE || !quoted
  })
}

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
