// JSON of UTF-8 bytes to a tape, as Python's json.loads reads it and json.dumps writes it. Compiled to WebAssembly by
// AssemblyScript (scripts/build.mjs): it reads sixteen bytes of a string at a time, which JavaScript cannot, and this is
// where the time of a run goes. What is rare (floats, repeated keys, the words for a mistake) is left to the caller.
//
// Source, text and nodes lie in one memory where the caller puts them, with room for the worst case: no bounds are
// looked at here. Behind the source stand zero bytes, which are no JSON.

import {
  ARRAY,
  AT,
  AT_FLOAT,
  AT_REPEATED,
  BAD_ESCAPE,
  BAD_UNICODE_ESCAPE,
  BAD_UTF8,
  CONTROL_CHARACTER,
  COUNT,
  DEPTH,
  DONE,
  END,
  EXTRA,
  FALSE,
  FLOAT,
  HOLDER,
  INTEGER,
  IS_NULL,
  KIND_BITS,
  MAX_DEPTH,
  MAX_DIGITS,
  META,
  NO_COLON,
  NO_COMMA,
  NO_NAME,
  NO_STRING_END,
  NO_VALUE,
  NONE,
  NULL,
  OBJECT,
  PLACES_AT,
  REPEATED,
  ROUND,
  SINGLE,
  STRING,
  TO,
  TOO_DEEP,
  TOO_MANY_DIGITS,
  TRUE,
  UNEVEN,
  WIDTH,
} from './layout.ts'

const SPACE: u32 = 0x20
const QUOTE: u32 = 0x22
const COMMA: u32 = 0x2c
const MINUS: u32 = 0x2d
const POINT: u32 = 0x2e
const ZERO: u32 = 0x30
const COLON: u32 = 0x3a
const OPEN_LIST: u32 = 0x5b
const BACKSLASH: u32 = 0x5c
const OPEN_OBJECT: u32 = 0x7b
const CLOSE_OBJECT: u32 = 0x7d
/** The bytes of `, ` and `: `. */
const COMMA_SPACE: u32 = 0x202c
const COLON_SPACE: u32 = 0x203a

/** A container was started. */
const OPEN: i32 = -1

const NODE_BYTES: i32 = WIDTH << 2

/** With more members than this, places are hit by chance all the time. */
const MANY: i32 = 512
const PLACE_SHIFT: i32 = 22

/** Where text and nodes start. */
let texts: i32 = 0
let nodes: i32 = 0
/** How far source is read and text is written; {@link values} has them in variables. */
let at: i32 = 0
let to: i32 = 0
/** Address of the next node. */
let node: i32 = 0
/** The innermost container that is open, the byte that ends it (0: none is open), and how many are open. */
let holder: i32 = NONE
let closer: u32 = 0
let depth: i32 = 0

/**
 * Reads the value at AT until it is complete, or goes on behind the one completed last.
 *
 * @param end      address of the byte behind the source
 * @param textsAt  where the text starts
 * @param nodesAt  where the nodes start
 * @param isBehind whether to go on
 * @returns one of the codes of layout.ts; AT tells where
 */
export function scan(end: i32, textsAt: i32, nodesAt: i32, isBehind: bool): i32 {
  texts = textsAt
  nodes = nodesAt
  at = state(AT)
  to = texts + state(TO)
  node = nodesAt + (state(COUNT) << 2)
  holder = state(HOLDER)
  depth = state(DEPTH)
  closer = closerOf(holder)
  const status = values(end, !isBehind)
  setState(AT, at)
  setState(TO, to - texts)
  setState(COUNT, (node - nodes) >> 2)
  setState(HOLDER, holder)
  setState(DEPTH, depth)
  return status
}

/**
 * One loop with its places in variables, and strings without escapes in it: most of the time goes into these.
 *
 * @param isValue whether a value is what comes next
 */
function values(end: i32, isValue: bool): i32 {
  let from = at
  let into = to
  let isKey = false
  while (true) {
    if (isValue) {
      const byte: u32 = load<u8>(from)
      if (byte === QUOTE) {
        const start = into
        store<u8>(into++, QUOTE)
        from++
        let marks = 0
        while (true) {
          const bytes = v128.load(from)
          v128.store(into, bytes)
          marks = oddBytes(bytes)
          if (marks !== 0) break
          from += 16
          into += 16
        }
        const plain = ctz(marks)
        from += plain
        into += plain
        if (load<u8>(from) === QUOTE) {
          store<u8>(into++, QUOTE)
          from++
        } else {
          const mistake = restOfString(from, into, end)
          from = at
          into = to
          if (mistake !== DONE) return mistake
        }
        put(start, into, isKey ? hashOf(start, into) : 0, STRING)
        if (isKey) {
          if (load<u8>(from) !== COLON) {
            from = skipSpace(from)
            if (load<u8>(from) !== COLON) {
              at = from
              return NO_COLON
            }
          }
          store<u16>(into, COLON_SPACE)
          into += 2
          if (load<u8>(++from) <= SPACE) from = skipSpace(from)
          isKey = false
          continue
        }
      } else {
        at = from
        to = into
        if (isKey) return NO_NAME
        const status = other(byte)
        if (status > DONE) return status
        from = at
        into = to
        if (status < DONE) {
          isKey = byte === OPEN_OBJECT
          continue
        }
      }
    }
    isValue = true
    if (holder === NONE || load<u8>(from) !== COMMA) {
      at = from
      to = into
      const status = closeAll()
      if (status !== DONE || holder === NONE) return status
      from = at
      into = to
    }
    store<u16>(into, COMMA_SPACE)
    into += 2
    if (load<u8>(++from) <= SPACE) from = skipSpace(from)
    isKey = closer === CLOSE_OBJECT
  }
}

/** Reads a string from a byte on that cannot just be copied. */
function restOfString(from: i32, into: i32, end: i32): i32 {
  while (load<u8>(from) !== QUOTE) {
    const size = special(from, into, end)
    if (size < 0) {
      at = from
      return -size
    }
    from += size
    into = restTo
    while (true) {
      const bytes = v128.load(from)
      v128.store(into, bytes)
      const marks = oddBytes(bytes)
      const plain = marks === 0 ? 16 : ctz(marks)
      from += plain
      into += plain
      if (marks !== 0) break
    }
  }
  store<u8>(into, QUOTE)
  at = from + 1
  to = into + 1
  return DONE
}

/** Reads what is no string. @returns a code, or {@link OPEN}: a container that is not yet complete */
function other(byte: u32): i32 {
  if (byte === OPEN_OBJECT || byte === OPEN_LIST) return depth >= MAX_DEPTH ? TOO_DEEP : open(byte)
  if (isDigit(byte) || (byte === MINUS && isDigit(load<u8>(at + 1)))) return readInteger(byte)
  return readWord(byte)
}

function open(byte: u32): i32 {
  const own = node
  const ender = byte + 2
  put(to, 0, holder, byte === OPEN_OBJECT ? OBJECT : ARRAY)
  store<u8>(to++, byte)
  at = skipSpace(at + 1)
  if (load<u8>(at) !== ender) {
    depth++
    holder = (own - nodes) >> 2
    closer = ender
    return OPEN
  }
  at++
  store<u8>(to++, ender)
  complete(own)
  return DONE
}

/** Completes the containers that end here, until a comma follows or none is open. */
function closeAll(): i32 {
  while (holder !== NONE) {
    if (load<u8>(at) <= SPACE) at = skipSpace(at)
    const byte: u32 = load<u8>(at)
    if (byte === COMMA) return DONE
    if (byte !== closer) return NO_COMMA
    at++
    store<u8>(to++, closer)
    const self = holder
    const own = nodes + (self << 2)
    const isObject = closer === CLOSE_OBJECT
    holder = load<i32>(own, EXTRA << 2)
    depth--
    closer = closerOf(holder)
    complete(own)
    const isSingle = !isObject && behindNode(own + NODE_BYTES) === node
    const meta = load<i32>(own, META << 2) | (isSingle ? SINGLE : 0)
    store<i32>(own, meta, META << 2)
    if (meta >= IS_NULL && closer === CLOSE_OBJECT) markUneven(holder)
    if (isObject && hasRepeatedKeys(own)) {
      setState(REPEATED, (own - nodes) >> 2)
      return AT_REPEATED
    }
  }
  return DONE
}

/** A container ends with what has been written. */
function complete(container: i32): void {
  store<i32>(container, to - texts, END << 2)
  store<i32>(container, (node - nodes) >> 2, EXTRA << 2)
}

function readInteger(byte: u32): i32 {
  const start = to
  const first = byte === MINUS ? at + 1 : at
  let behind = first + 1
  if (load<u8>(first) !== ZERO) while (isDigit(load<u8>(behind))) behind++
  if (isFloat(behind)) return AT_FLOAT
  if (behind - first > MAX_DIGITS) return TOO_MANY_DIGITS
  if (load<u8>(first) === ZERO) at = first // Python's -0 is 0.
  while (at < behind) store<u8>(to++, load<u8>(at++))
  put(start, to, 0, INTEGER)
  return DONE
}

function readWord(byte: u32): i32 {
  // No word has more than nine letters.
  v128.store(to, v128.load(at))
  const head = load<u32>(at)
  const sign = byte === MINUS ? 1 : 0
  let size = 4
  let meta = FLOAT
  if (head === 0x6c6c756e) meta = NULL | IS_NULL
  else if (head === 0x65757274) meta = TRUE
  else if (head === 0x736c6166 && load<u8>(at + 4) === 0x65) {
    meta = FALSE
    size = 5
  } else if ((head & 0xffffff) === 0x4e614e) size = 3
  else if (load<u32>(at + sign) === 0x69666e49 && load<u32>(at + sign + 4) === 0x7974696e) size = sign + 8
  else return NO_VALUE
  put(to, to + size, 0, meta)
  at += size
  to += size
  if (meta >= IS_NULL && closer === CLOSE_OBJECT) markUneven(holder)
  return DONE
}

function state(name: i32): i32 {
  return load<i32>(name << 2)
}

function setState(name: i32, value: i32): void {
  store<i32>(name << 2, value)
}

/** Adds a node. @param start address of its text @param end behind it */
function put(start: i32, end: i32, extra: i32, meta: i32): void {
  store<i32>(node, start - texts)
  store<i32>(node, end - texts, END << 2)
  store<i32>(node, extra, EXTRA << 2)
  store<i32>(node, meta, META << 2)
  node += NODE_BYTES
}

/** The byte that ends a container; 0 when there is none. */
function closerOf(container: i32): u32 {
  if (container === NONE) return 0
  return (load<i32>(nodes + (container << 2), META << 2) & KIND_BITS) === OBJECT ? CLOSE_OBJECT : OPEN_LIST + 2
}

function markUneven(container: i32): void {
  const meta = nodes + (container << 2) + (META << 2)
  store<i32>(meta, load<i32>(meta) | UNEVEN)
}

/** The node behind a value. */
function behindNode(value: i32): i32 {
  const isContainer = (load<i32>(value, META << 2) & KIND_BITS) >= ARRAY
  return isContainer ? nodes + (load<i32>(value, EXTRA << 2) << 2) : value + NODE_BYTES
}

/**
 * Marks, a bit each, the bytes that do not stand for themselves in a JSON string of Python: `"`, `\`, control
 * characters, 0x7f and all beyond.
 */
function oddBytes(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22))
  const backslashes = i8x16.eq(bytes, i8x16.splat(0x5c))
  // As signed bytes, one more than 0x7f is the least of all, and one more than 0xff is 0.
  const others = i8x16.lt_s(i8x16.add(bytes, i8x16.splat(1)), i8x16.splat(0x21))
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), others))
}

function skipSpace(from: i32): i32 {
  let behind = from
  while (isSpace(load<u8>(behind))) behind++
  return behind
}

function isSpace(byte: u32): bool {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isDigit(byte: u32): bool {
  return byte - ZERO <= 9
}

/** Whether a fraction or an exponent starts here. */
function isFloat(at: i32): bool {
  const byte: u32 = load<u8>(at)
  if (byte === POINT) return isDigit(load<u8>(at + 1))
  if ((byte | 0x20) !== 0x65) return false
  const next: u32 = load<u8>(at + 1)
  return isDigit(next === 0x2b || next === MINUS ? load<u8>(at + 2) : next)
}

/** Second result of {@link special}: where the text goes on. */
let restTo: i32 = 0

/**
 * Rewrites one character of a string that is more than plain ASCII.
 *
 * @returns how many bytes of source it took, or minus the code of what is wrong
 */
function special(at: i32, to: i32, end: i32): i32 {
  if (at >= end) return -NO_STRING_END
  const byte: u32 = load<u8>(at)
  if (byte < SPACE) return -CONTROL_CHARACTER
  if (byte === BACKSLASH) {
    const letter: u32 = load<u8>(at + 1)
    if (letter === 0x75) {
      const unit = hexUnit(at + 2)
      if (unit < 0) return -BAD_UNICODE_ESCAPE
      putUnit(to, unit)
      return 6
    }
    const unit = escapedUnit(letter)
    if (unit === 0) return -BAD_ESCAPE
    putUnit(to, unit)
    return 2
  }
  const size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  const point = codePoint(at, byte, size)
  if (point === 0) return -BAD_UTF8
  if (point > 0xffff) {
    putUnit(to, 0xd7c0 + (point >> 10))
    putUnit(restTo, 0xdc00 + (point & 0x3ff))
  } else putUnit(to, point)
  return size
}

/** The character that a letter behind a backslash stands for; 0: none. */
function escapedUnit(letter: u32): u32 {
  if (letter === QUOTE || letter === BACKSLASH || letter === 0x2f) return letter
  if (letter === 0x6e) return 0x0a
  if (letter === 0x74) return 0x09
  if (letter === 0x72) return 0x0d
  if (letter === 0x62) return 0x08
  return letter === 0x66 ? 0x0c : 0
}

/** The number that four hexadecimal digits are; -1: they are none. */
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

/** The character at an address: UTF-8 in its shortest form, no surrogates, nothing beyond U+10FFFF. 0: it is none. */
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

/** Writes one UTF-16 code unit as Python does, and tells {@link restTo}. */
function putUnit(to: i32, unit: u32): void {
  if (unit >= SPACE && unit < 0x7f && unit !== QUOTE && unit !== BACKSLASH) {
    store<u8>(to, unit)
    restTo = to + 1
    return
  }
  store<u8>(to, BACKSLASH)
  const letter = shortEscape(unit)
  if (letter !== 0) {
    store<u8>(to + 1, letter)
    restTo = to + 2
    return
  }
  store<u8>(to + 1, 0x75)
  for (let place = 0; place < 4; place++) {
    const digit = (unit >> (12 - (place << 2))) & 15
    store<u8>(to + 2 + place, digit < 10 ? ZERO + digit : 0x57 + digit)
  }
  restTo = to + 6
}

/** The letter of the short escape of a character; 0: it has none. */
function shortEscape(unit: u32): u32 {
  if (unit === QUOTE || unit === BACKSLASH) return unit
  if (unit === 0x0a) return 0x6e
  if (unit === 0x09) return 0x74
  if (unit === 0x0d) return 0x72
  if (unit === 0x08) return 0x62
  return unit === 0x0c ? 0x66 : 0
}

/** Hash of a key; the same as in key.ts. */
function hashOf(start: i32, end: i32): i32 {
  const size = end - start
  let hash = size
  if (size < 6) for (let at = start; at < end; at++) hash = hash * 31 + load<u8>(at)
  else {
    const middle = load<u16>(start + (size >> 1) - 1)
    const ends = (load<i32>(start + 1) * 0x85ebca6b) ^ (load<i32>(end - 5) * 0x27d4eb2f)
    hash = ends ^ ((middle | (size << 16)) * 0x165667b1)
  }
  return (hash ^ (hash >>> 15)) * 0x9e3779b1
}

/** Whether two keys of the object that was read last have the same hash: they are the same key, almost always. */
function hasRepeatedKeys(object: i32): bool {
  const round = state(ROUND) + 1
  setState(ROUND, round)
  let members = 0
  for (let key = object + NODE_BYTES; key < node; key = keyBehind(key)) {
    const hash = load<i32>(key, EXTRA << 2)
    const place = PLACES_AT + ((hash >>> PLACE_SHIFT) << 2)
    if (load<i32>(place) === round && (members > MANY || isBefore(object, key, hash))) return true
    store<i32>(place, round)
    members++
  }
  return false
}

/** Whether a key before this one has its hash. */
function isBefore(object: i32, last: i32, hash: i32): bool {
  for (let key = object + NODE_BYTES; key < last; key = keyBehind(key)) {
    if (load<i32>(key, EXTRA << 2) === hash) return true
  }
  return false
}

function keyBehind(key: i32): i32 {
  return behindNode(key + NODE_BYTES)
}
