import { LF, NINE, QUOTE, SPACE, ZERO } from '../bytes.ts'

/** Where a header has several of them, the first in this order separates its columns, as for Python's `csv.Sniffer`. */
const DELIMITERS = Buffer.from(',\t; :|')

/** How the columns of a table are separated. */
export interface CsvDialect {
  /** A byte. */
  readonly delimiter: number
  /** Every delimiter has a space behind it, which belongs to no column: `name, "town, country"`. */
  readonly isSpaced: boolean
}

/**
 * Tells by its first line whether a text is a table with a header, and what separates the columns. Names of columns
 * hold no digit; a line without any of the usual separators is no header either.
 *
 * @param text UTF-8 with `\n` as the only line end
 * @returns undefined: no table
 */
export function csvDialect(text: Uint8Array): CsvDialect | undefined {
  const end = text.indexOf(LF)
  const header = end < 0 ? text : text.subarray(0, end)
  if (header.some((byte) => byte >= ZERO && byte <= NINE)) return undefined
  const bytes = outsideQuotes(header)
  const delimiter = DELIMITERS.find((byte) => bytes.includes(byte))
  if (delimiter === undefined) return undefined
  return { delimiter, isSpaced: bytes.every((byte, at) => byte !== delimiter || bytes[at + 1] === SPACE) }
}

/** The bytes outside of quotes, and the quotes. */
function outsideQuotes(header: Uint8Array): readonly number[] {
  let quoted = false
  return Array.from(header).filter((byte) => {
    if (byte === QUOTE) quoted = !quoted
    return byte === QUOTE || !quoted
  })
}
