import { COMMA, LF, QUOTE, SPACE } from '../bytes.ts'
import { Fields } from './fields.ts'
import { findStop, stopsAt } from './scan.ts'

// Reads comma-separated rows of quoted fields. A row is a line. A quote in a field is doubled; a single one without a
// comma after it is text: `"a ""b"" c"` and `"a "b" c"` are the same.

const CLOSING = stopsAt([QUOTE, LF], 0x20)
const FIELD_END = stopsAt([COMMA, LF], 0x23)

/**
 * Reads rows and skips empty lines.
 *
 * @param text  UTF-8 with `\n` as the only line end (see `src/objects/text.ts`); fields are unquoted in place
 * @param onRow called for each row, in order, with the same object
 */
export function readQuotedCsv(text: Uint8Array, onRow: (fields: Fields) => void): void {
  const fields = new Fields(text)
  for (let at = 0; at < text.length; at++) {
    if (text[at] === LF) continue
    at = readRow(text, at, fields)
    onRow(fields)
  }
}

function readRow(text: Uint8Array, start: number, fields: Fields): number {
  fields.clear()
  for (let at = start; ; at++) {
    const from = fieldStart(text, at)
    at = text[from] === QUOTE ? readQuoted(text, from, fields) : readPlain(text, from, fields)
    if (at >= text.length || text[at] === LF) return at
  }
}

/** Spaces before a quote belong to no field. */
function fieldStart(text: Uint8Array, start: number): number {
  let at = start
  while (text[at] === SPACE) at++
  return text[at] === QUOTE ? at : start
}

function readPlain(text: Uint8Array, start: number, fields: Fields): number {
  const end = findStop(text, start, FIELD_END, fields)
  fields.add(start, end)
  return end
}

/** Adds the quoted field that opens at `quote`. @returns its end in the text */
function readQuoted(text: Uint8Array, quote: number, fields: Fields): number {
  const start = quote + 1
  let at = findStop(text, start, CLOSING, fields)
  const inner = at
  while (text[at] === QUOTE && !isFieldEnd(text, at + 1)) {
    // The quote is doubled, or it is text.
    at = findStop(text, at + (text[at + 1] === QUOTE ? 2 : 1), CLOSING, fields)
  }
  fields.add(start, at === inner ? at : withSingleQuotes(text, inner, at, fields))
  return text[at] === QUOTE ? at + 1 : at
}

function isFieldEnd(text: Uint8Array, at: number): boolean {
  return at >= text.length || text[at] === COMMA || text[at] === LF
}

/** Replaces `""` by `"`, in place. @returns the new end */
function withSingleQuotes(text: Uint8Array, from: number, end: number, fields: Fields): number {
  fields.escaped |= 1
  let to = from
  for (let at = from; at < end; at++) {
    text[to++] = text[at] as number
    if (text[at] === QUOTE && text[at + 1] === QUOTE && at + 1 < end) at++
  }
  return to
}
