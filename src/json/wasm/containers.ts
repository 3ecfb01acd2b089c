// Opens and closes lists and objects; compiled with scanner.ts.

import { CLOSE_BRACE, COMMA, OPEN_BRACE, SPACE } from '../../bytes.ts'
import {
  ARRAY,
  AT_REPEATED,
  DONE,
  EXTRA,
  IS_NULL,
  META,
  NO_COMMA,
  NONE,
  OBJECT,
  REPEATED,
  SINGLE,
} from '../scan-layout.ts'
import { skipSpace } from './characters.ts'
import { hasRepeatedKeys } from './keys.ts'
import { closerOf, complete, markForRewrite, NODE_BYTES, nodeAfter, put, Scan, setState } from './nodes.ts'

/** A container was opened and is not complete. */
export const OPEN: i32 = -1

/** Opens a container, which may be complete at once. */
export function open(byte: u32): i32 {
  const own = Scan.node
  const ender = byte + 2
  put(Scan.to, 0, Scan.holder, byte === OPEN_BRACE ? OBJECT : ARRAY)
  store<u8>(Scan.to++, byte)
  Scan.at = skipSpace(Scan.at + 1)
  if (load<u8>(Scan.at) !== ender) {
    Scan.depth++
    Scan.holder = (own - Scan.nodes) >> 2
    Scan.closer = ender
    return OPEN
  }
  Scan.at++
  store<u8>(Scan.to++, ender)
  complete(own, Scan.to)
  return DONE
}

/** Completes the containers that end here, until a comma follows or all are closed. */
export function closeAll(): i32 {
  while (Scan.holder !== NONE) {
    if (load<u8>(Scan.at) <= (SPACE as u32)) Scan.at = skipSpace(Scan.at)
    const byte: u32 = load<u8>(Scan.at)
    if (byte === COMMA) return DONE
    if (byte !== Scan.closer) return NO_COMMA
    Scan.at++
    store<u8>(Scan.to++, Scan.closer)
    const own = Scan.nodes + (Scan.holder << 2)
    const isObject = Scan.closer === CLOSE_BRACE
    Scan.holder = load<i32>(own, EXTRA << 2)
    Scan.depth--
    Scan.closer = closerOf(Scan.holder)
    complete(own, Scan.to)
    const isSingle = !isObject && nodeAfter(own + NODE_BYTES) === Scan.node
    const meta = load<i32>(own, META << 2) | (isSingle ? SINGLE : 0)
    store<i32>(own, meta, META << 2)
    if (meta >= IS_NULL && Scan.closer === CLOSE_BRACE) markForRewrite(Scan.holder)
    if (isObject && hasRepeatedKeys(own)) {
      setState(REPEATED, (own - Scan.nodes) >> 2)
      return AT_REPEATED
    }
  }
  return DONE
}
