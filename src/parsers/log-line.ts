import { BACKSLASH, LF, MINUS, QUOTE, SPACE } from '../bytes.ts'
import { csvRecord } from './delimited.ts'
import { Fields } from './fields.ts'
import { findStop } from './scan.ts'
import { CLOSING, QUOTE_IN_WORD, WORD_END } from './spaced-words.ts'
import type { Span } from './spans.ts'

// Logs of load balancers: a line is a record of columns separated by one space, some of them in double quotes. A client
// can put anything but a line end into some of the quoted columns. AWS writes a client's quote as `\"`, but does not
// escape backslashes: a text that ends in one seems to continue. So a line is first split at its quotes. If the quoted
// columns are then not those of the format, the line is read again, by the words that AWS writes between them.

const LETTER_T = 0x54

export interface LineGrammar {
  /** For each column that AWS documents: true if it is in quotes. */
  readonly quoted: readonly boolean[]
  /**
   * Finds the columns of a line in which a client's text hides them, by what AWS writes around that text.
   *
   * @param line each character is a byte
   * @returns undefined if the line is not of this format
   */
  readonly locate: (line: string) => readonly Span[] | undefined
  /**
   * Decides whether a line with quotes in the right places, and others inside of them, is read as Python's csv module
   * reads it. Default: never.
   */
  readonly isCsv?: (fields: Fields) => boolean
}

/** Takes a record. @param isCsv true if it was read as Python's csv module does */
export type OnLogLine = (fields: Fields, isCsv: boolean) => void

/**
 * Reads log lines; empty ones are not records. A line that cannot be of the format is read as far as possible.
 *
 * @param text     UTF-8 with `\n` as the only line end (see `src/objects/text.ts`); escaped quotes are unescaped in
 * place
 * @param onRecord called for each record, in order, with the same object
 */
export function readLogLines(text: Uint8Array, grammar: LineGrammar, onRecord: OnLogLine): void {
  const line = new LogLine(text, grammar)
  for (let at = 0; at < text.length; ) {
    if (text[at] === LF) {
      at++
      continue
    }
    at = line.read(at) + 1
    onRecord(line.fields, line.isCsv)
  }
}

/** @returns true if a column holds a time as AWS writes it, such as `2024-01-02T03:04:05.678901Z` */
export function isoTimeAt({ bytes, starts, ends, count }: Fields, index: number): boolean {
  const start = starts[index] as number
  if (index >= count || (ends[index] as number) - start < 19) return false
  return bytes[start + 4] === MINUS && bytes[start + 7] === MINUS && bytes[start + 10] === LETTER_T
}

class LogLine {
  readonly fields: Fields
  isCsv = false
  readonly #text: Uint8Array
  readonly #grammar: LineGrammar
  /** A bit for each of the first and of the second 32 columns, set if the format has it in quotes. */
  readonly #wantedLow: number
  readonly #wantedHigh: number
  #low = 0
  #high = 0
  /** True if a quote is misplaced, or is never closed. */
  #isBroken = false
  #hasInnerQuotes = false

  constructor(text: Uint8Array, grammar: LineGrammar) {
    this.fields = new Fields(text)
    this.#text = text
    this.#grammar = grammar
    this.#wantedLow = maskOf(grammar.quoted.slice(0, 32))
    this.#wantedHigh = maskOf(grammar.quoted.slice(32))
  }

  /** Reads the line that starts at `start`. @returns its end */
  read(start: number): number {
    const end = this.#split(start)
    this.isCsv = false
    const isRegular = this.#isRegular()
    if (isRegular && !this.#hasInnerQuotes) return end
    this.isCsv = isRegular && this.#grammar.isCsv?.(this.fields) === true
    if (this.isCsv) csvRecord(this.#text, start, end, SPACE, this.fields)
    else {
      if (!isRegular) this.#locate(start, end)
      this.#unescape()
    }
    return end
  }

  /** Splits a line at the spaces outside of quotes. */
  #split(start: number): number {
    const text = this.#text
    const { fields } = this
    fields.clear()
    this.#low = 0
    this.#high = 0
    this.#isBroken = false
    this.#hasInnerQuotes = false
    for (let at = start; ; at++) {
      if (text[at] === QUOTE) at = this.#quoted(at)
      else {
        const from = at
        if (text[at] !== SPACE) at = findStop(text, from, WORD_END, fields)
        fields.add(from, at)
      }
      if (at >= text.length || text[at] === LF) return at
    }
  }

  /** Adds the quoted field that opens at `quote`. @returns its end in the line */
  #quoted(quote: number): number {
    const text = this.#text
    const { fields } = this
    const start = quote + 1
    let at = findStop(text, start, CLOSING, fields)
    while (at < text.length && text[at] === QUOTE && !this.#isClosing(start, at)) {
      fields.escaped |= 1
      this.#hasInnerQuotes = true
      if (text[at - 1] !== BACKSLASH) this.#isBroken = true
      at = findStop(text, at + 1, CLOSING, fields)
    }
    const isClosed = at < text.length && text[at] === QUOTE
    if (!isClosed) this.#isBroken = true
    if (fields.count < 32) this.#low |= 1 << fields.count
    else this.#high |= 1 << fields.count
    fields.add(start, at)
    return isClosed ? at + 1 : at
  }

  #isClosing(start: number, quote: number): boolean {
    const next = this.#text[quote + 1] ?? LF
    return (next === SPACE || next === LF) && (quote === start || this.#text[quote - 1] !== BACKSLASH)
  }

  /** @returns true if the line has quotes exactly where the format has them */
  #isRegular(): boolean {
    const { count, escaped } = this.fields
    if (this.#isBroken || (escaped & QUOTE_IN_WORD) !== 0 || count > this.#grammar.quoted.length) return false
    const low = count >= 32 ? -1 : (1 << count) - 1
    const high = count > 32 ? (1 << (count - 32)) - 1 : 0
    return this.#low === (this.#wantedLow & low) && this.#high === (this.#wantedHigh & high)
  }

  /** Finds the fields of a line by its grammar. If that fails, they stay as they are. */
  #locate(start: number, end: number): void {
    const { fields } = this
    const spans = this.#grammar.locate(fields.bytes.toString('latin1', start, end))
    if (!spans) return
    fields.clear()
    fields.escaped = 1
    for (const [from, to] of spans) fields.add(start + from, start + to)
  }

  /** Replaces `\"` by `"` in the quoted fields, in place. */
  #unescape(): void {
    const { starts, ends, count } = this.fields
    for (let index = 0; index < count; index++) {
      if (this.#grammar.quoted[index])
        ends[index] = unescaped(this.#text, starts[index] as number, ends[index] as number)
    }
  }
}

function maskOf(bits: readonly boolean[]): number {
  return bits.reduce((mask, bit, at) => (bit ? mask | (1 << at) : mask), 0)
}

/** @returns the new end */
function unescaped(text: Uint8Array, start: number, end: number): number {
  let to = start
  for (let at = start; at < end; at++) {
    if (text[at] === BACKSLASH && at + 1 < end) {
      // A backslash after another one escapes nothing.
      if (text[at + 1] !== QUOTE) text[to++] = BACKSLASH
      at++
    }
    text[to++] = text[at] as number
  }
  return to
}
