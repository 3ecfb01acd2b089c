import * as messages from '../messages/json.ts'
import { notJson } from './failure.ts'
import { type JsonTape, SLACK } from './tape.ts'
import { BACKSLASH, PLAIN, putUnit, QUOTE } from './text.ts'

/** Code units of the escapes of one letter, by that letter; -1: no such escape. */
const ESCAPES = new Int16Array(256).fill(-1)
for (const pair of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  ESCAPES[pair.charCodeAt(0)] = pair.charCodeAt(1)
}

/**
 * Reads a string from its first byte that is more than plain ASCII: escapes and characters beyond ASCII.
 *
 * @param from where that byte is in `source`
 * @param to   where the text of the tape goes on
 * @returns where `source` goes on behind the closing quote
 */
export function restOfString(tape: JsonTape, source: Buffer, from: number, to: number): number {
  const end = source.length
  for (;;) {
    tape.length = to
    tape.reserve(2 * (end - from) + SLACK)
    const { text } = tape
    while (from < end && PLAIN[source[from] as number] === 1) text[to++] = source[from++] as number
    if (from >= end) throw notJson(messages.unterminated(), source, from)
    const byte = source[from] as number
    if (byte === QUOTE) {
      text[to] = QUOTE
      tape.length = to + 1
      return from + 1
    }
    if (byte < 0x20) throw notJson(messages.controlCharacter(), source, from)
    if (byte === BACKSLASH) {
      to = putUnit(text, to, escapedUnit(source, from))
      from += source[from + 1] === 0x75 ? 6 : 2
    } else {
      const size = sequenceLength(byte)
      const point = codePoint(source, from, size)
      if (point > 0xffff) to = putUnit(text, to, 0xd7c0 + (point >> 10))
      to = putUnit(text, to, point > 0xffff ? 0xdc00 + (point & 0x3ff) : point)
      from += size
    }
  }
}

/** The code unit of the escape at `from`. */
function escapedUnit(source: Buffer, from: number): number {
  const letter = source[from + 1]
  if (letter === 0x75) {
    const digits = source.toString('latin1', from + 2, from + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw notJson(messages.badUnicodeEscape(), source, from)
    return Number.parseInt(digits, 16)
  }
  const unit = letter === undefined ? -1 : (ESCAPES[letter] as number)
  if (unit < 0) throw notJson(messages.badEscape(), source, from)
  return unit
}

/** Bytes of the UTF-8 sequence that a byte starts. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}

/** The character at `from`: UTF-8 in its shortest form, no surrogates, nothing beyond U+10FFFF. */
function codePoint(source: Buffer, from: number, size: number): number {
  const first = source[from] as number
  let point = size === 1 ? first : first & (0x7f >> size)
  for (let at = from + 1; at < from + size; at++) {
    const byte = source[at]
    if (byte === undefined || (byte & 0xc0) !== 0x80) throw notJson(messages.badUtf8(), source, from)
    point = (point << 6) | (byte & 0x3f)
  }
  const shortest = size === 1 ? 0 : size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000
  const isBad = point < shortest || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) || first > 0xf4
  if (isBad || (first & 0xc0) === 0x80) throw notJson(messages.badUtf8(), source, from)
  return point
}
