import { LF, NINE, QUOTE, SPACE, ZERO } from '../bytes.ts'

/**
 * If a header contains several of them, the first in this order separates its columns, as for Python's `csv.Sniffer`.
 */
const DELIMITERS = Buffer.from(',\t; :|')

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
  if (header.some((byte) => byte >= ZERO && byte <= NINE)) return undefined
  const bytes = outsideQuotes(header)
  const delimiter = DELIMITERS.find((byte) => bytes.includes(byte))
  if (delimiter === undefined) return undefined
  return { delimiter, isSpaced: bytes.every((byte, at) => byte !== delimiter || bytes[at + 1] === SPACE) }
}

/** @returns the bytes outside of quotes, and the quotes */
function outsideQuotes(header: Uint8Array): readonly number[] {
  let quoted = false
  return Array.from(header).filter((byte) => {
    if (byte === QUOTE) quoted = !quoted
    return byte === QUOTE || !quoted
  })
}
