import { APOSTROPHE, CLOSE_BRACKET, LF, OPEN_BRACKET, QUOTE, SPACE } from '../bytes.ts'
import { locateAccessLogColumns } from './access-log-columns.ts'
import { Fields } from './fields.ts'
import { findStop } from './scan.ts'
import { CLOSING, QUOTE_IN_WORD, WORD_END } from './spaced-words.ts'

// S3 server access logs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
// Words are separated by one space. A field in brackets or quotes may contain spaces; its brackets or quotes are removed:
//   [06/Feb/2019:00:00:38 +0000]   "GET /bucket/key HTTP/1.1"   "-"
// S3 escapes nothing: a client's quotes, brackets and spaces appear as they were sent. So a line whose quotes are not where
// AWS puts them is read by the text that AWS wrote around them. A line of another format is read by the old rules:
// brackets around a single word stay, a single quote opens a field of several words that a double quote closes, and
// quotes that are never closed extend to the end of the line.

/** Indices of the columns in brackets and in quotes. */
const TIME = 2
const REQUEST_URI = 8
const REFERER = 15
const USER_AGENT = 16
const TLS = 23
/** For each byte, marks the first ones of `TLSv1.2`, an ARN, `Yes` and a region, any of which may be `-`. */
const STARTS_AFTER_HOST = ['-T', '-a', '-Y', '-abcdefghijklmnopqrstuvwxyz'].map((characters) =>
  Array.from({ length: 256 }, (_, byte) => characters.includes(String.fromCharCode(byte))),
)
const QUOTED = (1 << REQUEST_URI) | (1 << REFERER) | (1 << USER_AGENT)

/**
 * Reads access log lines. An empty line is a record of one empty field.
 *
 * @param text     UTF-8 with `\n` as the only line end (see `src/objects/text.ts`)
 * @param onRecord called for each line, in order, with the same object
 */
export function readAccessLog(text: Uint8Array, onRecord: (fields: Fields) => void): void {
  const line = new AccessLogLine(text)
  for (let at = 0; at < text.length; ) {
    at = line.read(at) + 1
    onRecord(line.fields)
  }
}

class AccessLogLine {
  readonly fields: Fields
  readonly #text: Uint8Array
  /** A bit for each of the first columns, set if it is in double quotes; the highest bit is for all others. */
  #quoted = 0
  /** The same for brackets. */
  #bracketed = 0
  #isOdd = false

  constructor(text: Uint8Array) {
    this.fields = new Fields(text)
    this.#text = text
  }

  /** Reads the line that starts at `start`. @returns where it ends */
  read(start: number): number {
    const text = this.#text
    const { fields } = this
    fields.clear()
    this.#quoted = 0
    this.#bracketed = 0
    this.#isOdd = false
    let at = start
    for (; ; at++) {
      at = this.#add(at)
      if (at >= text.length || text[at] === LF) break
    }
    if (!this.#isRegular()) this.#locate(start, at)
    return at
  }

  /** Adds the field that starts at `start`. @returns where it ends in the line */
  #add(start: number): number {
    const first = this.#text[start]
    if (first === QUOTE) return this.#addQuoted(start)
    if (first === OPEN_BRACKET || first === APOSTROPHE) return this.#addWords(start, first)
    const end = findStop(this.#text, start, WORD_END, this.fields)
    this.fields.add(start, end)
    return end
  }

  #addQuoted(start: number): number {
    const text = this.#text
    const { fields } = this
    let at = findStop(text, start + 1, CLOSING, fields)
    while (text[at] === QUOTE && !isWordEnd(text, at + 1)) {
      fields.escaped |= 1
      // This quote may open another field.
      if (text[at - 1] === SPACE) this.#isOdd = true
      at = findStop(text, at + 1, CLOSING, fields)
    }
    if (text[at] === QUOTE) {
      this.#quoted |= bitOf(fields.count)
      fields.add(start + 1, at)
      return at + 1
    }
    this.#isOdd = true
    fields.escaped |= 1
    fields.add(start, at)
    return at
  }

  /**
   * Reads a field in brackets or single quotes: a word, or several words up to one that ends with the closing
   * character.
   */
  #addWords(start: number, first: number): number {
    const text = this.#text
    const { fields } = this
    const closing = first === OPEN_BRACKET ? CLOSE_BRACKET : QUOTE
    let end = findStop(text, start, WORD_END, fields)
    if (first === APOSTROPHE) this.#isOdd = true
    if (end - start > 1 && text[end - 1] === (first === OPEN_BRACKET ? CLOSE_BRACKET : APOSTROPHE)) {
      const isBare = first === APOSTROPHE && text[end] === SPACE
      fields.add(isBare ? start + 1 : start, isBare ? end - 1 : end)
      return end
    }
    do {
      if (text[end] !== SPACE) {
        this.#isOdd = true
        fields.add(start, end)
        return end
      }
      end = findStop(text, end + 1, WORD_END, fields)
    } while (text[end - 1] !== closing)
    if (first === OPEN_BRACKET) this.#bracketed |= bitOf(fields.count)
    fields.add(start + 1, end - 1)
    return end
  }

  /** @returns true if brackets and quotes are where AWS writes them, and nowhere else */
  #isRegular(): boolean {
    const { fields } = this
    const { count, escaped } = fields
    if (this.#isOdd || (escaped & QUOTE_IN_WORD) !== 0) return false
    const wanted = count > USER_AGENT ? QUOTED : QUOTED & ((1 << count) - 1)
    const isTimed = this.#bracketed === (count > TIME ? 1 << TIME : 0)
    return (
      isTimed &&
      (count <= TLS + 1 || this.#endsRegularly()) &&
      (this.#quoted === wanted || this.#quoted === (wanted & ~(1 << REQUEST_URI)))
    )
  }

  /** @returns true if the columns after the host, which may contain spaces, start as they should */
  #endsRegularly(): boolean {
    const { starts, count } = this.fields
    return STARTS_AFTER_HOST.every(
      (isStart, at) => TLS + at >= count || isStart[this.#text[starts[TLS + at] as number] as number],
    )
  }

  /** Finds the fields of a line by its grammar. If that fails, they stay as they are. */
  #locate(start: number, end: number): void {
    const { fields } = this
    const spans = locateAccessLogColumns(fields.bytes.toString('latin1', start, end))
    if (!spans) return
    fields.clear()
    fields.escaped = 1
    for (const [from, to] of spans) fields.add(start + from, start + to)
  }
}

function isWordEnd(text: Uint8Array, at: number): boolean {
  return at >= text.length || text[at] === SPACE || text[at] === LF
}

function bitOf(column: number): number {
  return 1 << Math.min(column, 31)
}
