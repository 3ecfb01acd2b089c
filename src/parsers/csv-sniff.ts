const LF = 0x0a
const QUOTE = 0x22
const ZERO = 0x30
const NINE = 0x39

/** Where a header has several of them, the first in this order separates its columns, as for Python's `csv.Sniffer`. */
const DELIMITERS = Buffer.from(',\t; :|')

/**
 * Tells by its first line whether a text is a table with a header, and what separates the columns. Names of columns
 * hold no digit; a line without any of the usual separators is no header either.
 *
 * @param text UTF-8 with `\n` as the only line end
 * @returns the delimiter, a byte; undefined: no table
 */
export function csvDelimiter(text: Uint8Array): number | undefined {
  const end = text.indexOf(LF)
  const header = end < 0 ? text : text.subarray(0, end)
  if (header.some((byte) => byte >= ZERO && byte <= NINE)) return undefined
  const separators = outsideQuotes(header)
  return DELIMITERS.find((delimiter) => separators.has(delimiter))
}

function outsideQuotes(header: Uint8Array): Set<number> {
  const seen = new Set<number>()
  let quoted = false
  for (const byte of header) {
    if (byte === QUOTE) quoted = !quoted
    else if (!quoted) seen.add(byte)
  }
  return seen
}
