import { LF } from '../bytes.ts'
import { Fields } from './fields.ts'
import { findStop, type Stops, stopsAt } from './scan.ts'

/**
 * Reads rows whose fields are separated by a byte that is never part of one. Quotes are plain text, and empty lines are
 * not rows.
 *
 * @param text  UTF-8 with `\n` as the only line end (see `src/objects/text.ts`)
 * @param form  its delimiter, a byte, may change from row to row
 * @param onRow called for each row, in order, with the same object
 */
export function readPlainRows(
  text: Uint8Array,
  form: { readonly delimiter: number },
  onRow: (fields: Fields) => void,
): void {
  const fields = new Fields(text)
  let delimiter = -1
  let stops: Stops | undefined
  for (let at = 0; at < text.length; at++) {
    if (text[at] === LF) continue
    if (!stops || delimiter !== form.delimiter) stops = stopsAt([form.delimiter, LF], 0x23)
    delimiter = form.delimiter
    at = readRow(text, at, stops, fields)
    onRow(fields)
  }
}

function readRow(text: Uint8Array, start: number, stops: Stops, fields: Fields): number {
  fields.clear()
  for (let at = start; ; at++) {
    const from = at
    at = findStop(text, from, stops, fields)
    fields.add(from, at)
    if (at >= text.length || text[at] === LF) return at
  }
}
