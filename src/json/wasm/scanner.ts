// Reads JSON of UTF-8 bytes as Python's json.loads does, and writes it to a tape as json.dumps does. AssemblyScript
// compiles it to WebAssembly (scripts/build.mjs): it reads sixteen bytes of a string at a time, which JavaScript
// cannot, and most of a run's time is spent here. The caller handles what is rare: floats, repeated keys, texts of
// mistakes.
//
// Source, text and nodes lie in one memory at positions that the caller chooses, with room for the worst case: the code
// here checks no bounds. Zero bytes follow the source; they are not valid JSON.

import { CLOSE_BRACE, COLON, COMMA, MINUS, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE } from '../../bytes.ts'
import {
  AT,
  COUNT,
  DEPTH,
  DONE,
  HOLDER,
  MAX_DEPTH,
  NO_COLON,
  NO_NAME,
  NONE,
  STRING,
  TO,
  TOO_DEEP,
} from '../scan-layout.ts'
import { isDigit, oddBytes, skipSpace } from './characters.ts'
import { closeAll, OPEN, open } from './containers.ts'
import { hashOf } from './keys.ts'
import { readInteger, readWord, restOfString } from './leaves.ts'
import { closerOf, put, Scan, setState, state } from './nodes.ts'

/** The bytes of `, ` and `: `. */
const COMMA_SPACE: u32 = 0x202c
const COLON_SPACE: u32 = 0x203a

/**
 * Reads the value at AT until it is complete, or continues after the value completed last.
 *
 * @param end      address after the source
 * @param textAt   address of the text
 * @param nodesAt  address of the nodes
 * @param continues true to continue
 * @returns one of the codes of scan-layout.ts; AT is the position
 */
export function scan(end: i32, textAt: i32, nodesAt: i32, continues: bool): i32 {
  Scan.text = textAt
  Scan.nodes = nodesAt
  Scan.at = state(AT)
  Scan.to = textAt + state(TO)
  Scan.node = nodesAt + (state(COUNT) << 2)
  Scan.holder = state(HOLDER)
  Scan.depth = state(DEPTH)
  Scan.closer = closerOf(Scan.holder)
  const status = values(end, !continues)
  setState(AT, Scan.at)
  setState(TO, Scan.to - textAt)
  setState(COUNT, (Scan.node - nodesAt) >> 2)
  setState(HOLDER, Scan.holder)
  setState(DEPTH, Scan.depth)
  return status
}

/**
 * One loop with its positions in variables, and with the reading of strings without escapes: they take most of the
 * time.
 *
 * @param isValue true if a value comes next
 */
function values(end: i32, isValue: bool): i32 {
  let from = Scan.at
  let into = Scan.to
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
          from = Scan.at
          into = Scan.to
          if (mistake !== DONE) return mistake
        }
        put(start, into, isKey ? hashOf(start, into) : 0, STRING)
        if (isKey) {
          if (load<u8>(from) !== COLON) {
            from = skipSpace(from)
            if (load<u8>(from) !== COLON) {
              Scan.at = from
              return NO_COLON
            }
          }
          store<u16>(into, COLON_SPACE)
          into += 2
          if (load<u8>(++from) <= (SPACE as u32)) from = skipSpace(from)
          isKey = false
          continue
        }
      } else {
        Scan.at = from
        Scan.to = into
        if (isKey) return NO_NAME
        const status = other(byte)
        if (status > DONE) return status
        from = Scan.at
        into = Scan.to
        if (status < DONE) {
          isKey = byte === OPEN_BRACE
          continue
        }
      }
    }
    isValue = true
    if (Scan.holder === NONE || load<u8>(from) !== COMMA) {
      Scan.at = from
      Scan.to = into
      const status = closeAll()
      if (status !== DONE || Scan.holder === NONE) return status
      from = Scan.at
      into = Scan.to
    }
    store<u16>(into, COMMA_SPACE)
    into += 2
    if (load<u8>(++from) <= (SPACE as u32)) from = skipSpace(from)
    isKey = Scan.closer === CLOSE_BRACE
  }
}

/** Reads a value other than a string. @returns a code, or {@link OPEN} for a container that is not yet complete */
function other(byte: u32): i32 {
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return Scan.depth >= MAX_DEPTH ? TOO_DEEP : open(byte)
  if (isDigit(byte) || (byte === MINUS && isDigit(load<u8>(Scan.at + 1)))) return readInteger(byte)
  return readWord(byte)
}
