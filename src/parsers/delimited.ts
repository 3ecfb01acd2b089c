import { LF, QUOTE } from '../bytes.ts'
import { fieldTooLong } from '../messages/object.ts'
import type { RecordsEnd } from '../objects/spool.ts'
import { ReadFailure } from '../objects/types.ts'
import { Fields } from './fields.ts'
import { findStop, type Stops, stopsAt } from './scan.ts'

// Delimited text as Python's csv module reads it in its default dialect (https://docs.python.org/3/library/csv.html):
// `"` opens a quoted field only at its start. In the field, `""` is a quote, and delimiters and newlines are text. Text
// after the closing quote belongs to the field as it is. Any other quote is text. Empty lines are not records.

/** Characters of the longest field, as in Python: a longer one is a quote left open. */
const FIELD_LIMIT = 131_072

/**
 * Reads records.
 *
 * @param text      UTF-8 with `\n` as the only line end (see `src/objects/text.ts`); quoted fields are unquoted in place
 * @param delimiter byte between two fields
 * @param onRecord  called for each record, in order, with the same object
 * @throws ReadFailure `parse` for a field that is too long
 */
export function readDelimited(text: Uint8Array, delimiter: number, onRecord: (fields: Fields) => void): void {
  const fields = new Fields(text)
  const { length } = text
  const stops = stopsAt([delimiter, LF], 0x23)
  let at = 0
  while (at < length) {
    if (text[at] === LF) {
      at++
      continue
    }
    at = readRecord(text, at, delimiter, stops, fields)
    onRecord(fields)
  }
}

/** Reads the record from `start` up to `end`, regardless of what follows. */
export function csvRecord(text: Uint8Array, start: number, end: number, delimiter: number, fields: Fields): void {
  readRecord(text.subarray(0, end), start, delimiter, stopsAt([delimiter, LF], 0x23), fields)
}

/** Removes the quotes of a quoted field; text after the closing quote stays. */
export function unquoteField(fields: Fields, index: number): void {
  const { bytes, starts, ends } = fields
  const start = starts[index] as number
  const end = ends[index] as number
  if (bytes[start] !== QUOTE || start === end) return
  starts[index] = start + 1
  ends[index] = unquote(bytes, start + 1, end)
}

/** Reads the record that starts at `start`. @returns the start of the next record */
function readRecord(text: Uint8Array, start: number, delimiter: number, stops: Stops, fields: Fields): number {
  const { length } = text
  fields.clear()
  for (let at = start; ; at++) {
    if (text[at] === QUOTE) at = readQuoted(text, at, delimiter, fields)
    else {
      const from = at
      at = findStop(text, from, stops, fields)
      if (at - from > FIELD_LIMIT) checkLength(text, from, at)
      fields.add(from, at)
    }
    if (at >= length || text[at] === LF) return at + 1
  }
}

/** Adds the quoted field that starts at `quote`. @returns its end in the text */
function readQuoted(text: Uint8Array, quote: number, delimiter: number, fields: Fields): number {
  const { length } = text
  const start = quote + 1
  const at = findStop(text, start, CLOSING, fields)
  const next = at + 1 < length ? text[at + 1] : LF
  if (next === delimiter || next === LF) {
    // The usual case, or a quote that is never closed: the field stays as it is.
    if (at - start > FIELD_LIMIT) checkLength(text, start, at)
    fields.add(start, at)
    return Math.min(at + 1, length)
  }
  const end = quotedEnd(text, quote, delimiter)
  const to = unquote(text, at, end)
  fields.escaped = 1
  if (to - start > FIELD_LIMIT) checkLength(text, start, to)
  fields.add(start, to)
  return end
}

const CLOSING = stopsAt([QUOTE], 0x20)

/** @returns the end of the quoted field that starts at `quote`: a delimiter, a line end, or the end of the text */
export function quotedEnd(text: Uint8Array, quote: number, delimiter: number): number {
  const { length } = text
  let at = quote + 1
  while (at < length) {
    if (text[at] !== QUOTE) at++
    else if (text[at + 1] === QUOTE) at += 2
    else break
  }
  while (at < length && text[at] !== delimiter && text[at] !== LF) at++
  return at
}

/** Moves the rest of a quoted field to its place, from the first inner or closing quote on. @returns its end */
function unquote(text: Uint8Array, quote: number, end: number): number {
  let to = quote
  let inside = true
  for (let at = quote; at < end; at++) {
    if (inside && text[at] === QUOTE) {
      at++
      inside = text[at] === QUOTE
      if (at >= end) break
    }
    text[to++] = text[at] as number
  }
  return to
}

function checkLength(text: Uint8Array, start: number, end: number): void {
  let characters = 0
  for (let at = start; at < end; at++) if ((text[at] as number) >> 6 !== 0b10) characters++
  if (characters > FIELD_LIMIT) throw new ReadFailure('parse', fieldTooLong(FIELD_LIMIT))
}

/**
 * Cuts a large text between records, so that {@link readDelimited} can be called once for each block.
 *
 * @param delimiter byte between two fields
 */
export function delimitedRecordsEnd(delimiter: number): RecordsEnd {
  return (block) => {
    if (!block.includes(QUOTE)) return block.lastIndexOf(LF) + 1
    let end = 0
    for (let at = 0; at < block.length; at++) {
      const from = at
      if (block[at] === QUOTE) at = quotedEnd(block, at, delimiter)
      else while (at < block.length && block[at] !== delimiter && block[at] !== LF) at++
      // A quote left open must not make the block grow until it holds all the rest.
      if (at - from > 4 * FIELD_LIMIT) checkLength(block, from + 1, at)
      if (block[at] === LF) end = at + 1
    }
    return end
  }
}
