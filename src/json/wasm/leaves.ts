// Values without children that the loop of scanner.ts does not read itself; compiled with it.

import { CLOSE_BRACE, MINUS, QUOTE, ZERO } from '../../bytes.ts'
import {
  AT_FLOAT,
  DONE,
  FALSE,
  FLOAT,
  INTEGER,
  IS_NULL,
  MAX_DIGITS,
  NO_VALUE,
  NULL,
  TOO_MANY_DIGITS,
  TRUE,
} from '../scan-layout.ts'
import { isDigit, isFloat, oddBytes, READ_BITS, writeEscaped } from './characters.ts'
import { markForRewrite, put, Scan } from './nodes.ts'

/** Reads a string from the first byte that cannot be copied as it is. */
export function restOfString(from: i32, into: i32, end: i32): i32 {
  while (load<u8>(from) !== QUOTE) {
    const done = writeEscaped(from, into, end)
    if (done < 0) {
      Scan.at = from
      return -done
    }
    from += done & ((1 << READ_BITS) - 1)
    into += done >> READ_BITS
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
  Scan.at = from + 1
  Scan.to = into + 1
  return DONE
}

export function readInteger(byte: u32): i32 {
  const start = Scan.to
  const first = byte === MINUS ? Scan.at + 1 : Scan.at
  let after = first + 1
  if (load<u8>(first) !== ZERO) while (isDigit(load<u8>(after))) after++
  if (isFloat(after)) return AT_FLOAT
  if (after - first > MAX_DIGITS) return TOO_MANY_DIGITS
  if (load<u8>(first) === ZERO) Scan.at = first // Python's -0 is 0.
  while (Scan.at < after) store<u8>(Scan.to++, load<u8>(Scan.at++))
  put(start, Scan.to, 0, INTEGER)
  return DONE
}

export function readWord(byte: u32): i32 {
  // The longest word has nine letters.
  v128.store(Scan.to, v128.load(Scan.at))
  const head = load<u32>(Scan.at)
  const sign = byte === MINUS ? 1 : 0
  let size = 4
  let meta = FLOAT
  if (head === 0x6c6c756e) meta = NULL | IS_NULL
  else if (head === 0x65757274) meta = TRUE
  else if (head === 0x736c6166 && load<u8>(Scan.at + 4) === 0x65) {
    meta = FALSE
    size = 5
  } else if ((head & 0xffffff) === 0x4e614e) size = 3
  else if (load<u32>(Scan.at + sign) === 0x69666e49 && load<u32>(Scan.at + sign + 4) === 0x7974696e) size = sign + 8
  else return NO_VALUE
  put(Scan.to, Scan.to + size, 0, meta)
  Scan.at += size
  Scan.to += size
  if (meta >= IS_NULL && Scan.closer === CLOSE_BRACE) markForRewrite(Scan.holder)
  return DONE
}
