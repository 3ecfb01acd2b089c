// Bytes and characters of JSON and of strings; compiled with scanner.ts.

import { BACKSLASH, CR, LF, MINUS, PLUS, POINT, QUOTE, SLASH, SPACE, TAB, ZERO } from '../../bytes.ts'
import { BAD_ESCAPE, BAD_UNICODE_ESCAPE, BAD_UTF8, CONTROL_CHARACTER, NO_STRING_END } from '../scan-layout.ts'

/** @returns a bit for each byte that a JSON string of Python escapes: `"`, `\`, control characters, 0x7f and above */
export function oddBytes(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE as i8))
  const backslashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))
  // As signed bytes, 0x7f plus one is the least of all, and 0xff plus one is 0.
  const others = i8x16.lt_s(i8x16.add(bytes, i8x16.splat(1)), i8x16.splat(0x21))
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), others))
}

export function skipSpace(from: i32): i32 {
  let after = from
  while (isSpace(load<u8>(after))) after++
  return after
}

function isSpace(byte: u32): bool {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB
}

export function isDigit(byte: u32): bool {
  return byte - ZERO <= 9
}

/** @returns true if a fraction or an exponent starts here */
export function isFloat(at: i32): bool {
  const byte: u32 = load<u8>(at)
  if (byte === POINT) return isDigit(load<u8>(at + 1))
  if ((byte | 0x20) !== 0x65) return false
  const next: u32 = load<u8>(at + 1)
  return isDigit(next === PLUS || next === MINUS ? load<u8>(at + 2) : next)
}

/** The low bits of the result of {@link writeEscaped} are the bytes read; the bits above are the bytes written. */
export const READ_BITS: i32 = 8

/**
 * Writes one character of a string that is not plain ASCII.
 *
 * @returns the bytes read and written, see {@link READ_BITS}, or minus the code of the mistake
 */
export function writeEscaped(at: i32, to: i32, end: i32): i32 {
  if (at >= end) return -NO_STRING_END
  const byte: u32 = load<u8>(at)
  if (byte < (SPACE as u32)) return -CONTROL_CHARACTER
  if (byte === BACKSLASH) {
    const letter: u32 = load<u8>(at + 1)
    const isHex = letter === 0x75
    const unit = isHex ? hexUnit(at + 2) : escapedUnit(letter)
    if (unit < 0) return isHex ? -BAD_UNICODE_ESCAPE : -BAD_ESCAPE
    return (putUnit(to, unit) << READ_BITS) | (isHex ? 6 : 2)
  }
  const size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  const point = codePoint(at, byte, size)
  if (point === 0) return -BAD_UTF8
  if (point <= 0xffff) return (putUnit(to, point) << READ_BITS) | size
  const written = putUnit(to, 0xd7c0 + (point >> 10))
  return ((written + putUnit(to + written, 0xdc00 + (point & 0x3ff))) << READ_BITS) | size
}

/** @returns the character of a letter after a backslash; -1 if the escape is unknown */
function escapedUnit(letter: u32): i32 {
  if (letter === QUOTE || letter === BACKSLASH || letter === SLASH) return letter
  if (letter === 0x6e) return LF
  if (letter === 0x74) return TAB
  if (letter === 0x72) return CR
  if (letter === 0x62) return 0x08
  return letter === 0x66 ? 0x0c : -1
}

/** @returns the number of four hexadecimal digits; -1 if they are not digits */
function hexUnit(at: i32): i32 {
  let unit: i32 = 0
  for (let place = 0; place < 4; place++) {
    const byte: u32 = load<u8>(at + place)
    const letter = (byte | 0x20) - 0x61
    if (isDigit(byte)) unit = (unit << 4) | (byte - ZERO)
    else if (letter < 6) unit = (unit << 4) | (letter + 10)
    else return -1
  }
  return unit
}

/**
 * @returns the code point at an address: UTF-8 in its shortest form, no surrogates, at most U+10FFFF; 0 if it is
 * invalid
 */
function codePoint(at: i32, first: u32, size: i32): u32 {
  if (size === 1) return first
  if (first < 0xc2 || first > 0xf4) return 0
  let point = first & (0x7f >> size)
  for (let place = 1; place < size; place++) {
    const byte: u32 = load<u8>(at + place)
    if ((byte & 0xc0) !== 0x80) return 0
    point = (point << 6) | (byte & 0x3f)
  }
  const isShortest = size === 2 || (size === 3 ? point >= 0x800 : point >= 0x10000)
  return isShortest && point <= 0x10ffff && (point & 0xfffff800) !== 0xd800 ? point : 0
}

/** Writes one UTF-16 code unit as Python does. @returns the bytes written */
function putUnit(to: i32, unit: u32): i32 {
  if (unit >= (SPACE as u32) && unit < 0x7f && unit !== QUOTE && unit !== BACKSLASH) {
    store<u8>(to, unit)
    return 1
  }
  store<u8>(to, BACKSLASH)
  const letter = shortEscape(unit)
  if (letter !== 0) {
    store<u8>(to + 1, letter)
    return 2
  }
  store<u8>(to + 1, 0x75)
  for (let place = 0; place < 4; place++) {
    const digit = (unit >> (12 - (place << 2))) & 15
    store<u8>(to + 2 + place, digit < 10 ? ZERO + digit : 0x57 + digit)
  }
  return 6
}

/** @returns the letter of the short escape of a character; 0 if it has none */
function shortEscape(unit: u32): u32 {
  if (unit === QUOTE || unit === BACKSLASH) return unit
  if (unit === LF) return 0x6e
  if (unit === TAB) return 0x74
  if (unit === CR) return 0x72
  if (unit === 0x08) return 0x62
  return unit === 0x0c ? 0x66 : 0
}
