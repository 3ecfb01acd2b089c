import { BACKSLASH } from '../bytes.ts'
import { ESCAPED } from '../python/json-text.ts'
import type { Fields } from './fields.ts'

// Finds the bytes that separate fields, four bytes at a time if none of them can be one.

/** The bytes that end a field. */
export interface Stops {
  /** For each byte {@link STOP} if it ends a field, otherwise its bits of {@link Fields.escaped}. */
  readonly kinds: Uint8Array
  /** The first stop byte, repeated over a word of 32 bits. It may be above `min`, so it needs a test of its own. */
  readonly first: number
  /** The smallest byte that can be skipped, repeated over a word. */
  readonly min: number
}

const STOP = 2
/** Repeats a byte over a word. */
const FOUR = 0x01010101

/**
 * @param bytes the bytes that end a field; all but the first must be below `min`
 * @param min   smaller bytes are examined one by one
 */
export function stopsAt(bytes: readonly [number, ...number[]], min: number): Stops {
  const kinds = ESCAPED.slice()
  for (const byte of bytes) kinds[byte] = STOP
  return { kinds, first: bytes[0] * FOUR, min: min * FOUR }
}

/** @returns the end of the field that starts at `from`. Tells `fields` about bytes on the way that JSON escapes. */
export function findStop(text: Uint8Array, from: number, { kinds, first, min }: Stops, fields: Fields): number {
  const { view } = fields
  const { length } = text
  let at = from
  while (at < length) {
    while (at + 4 <= length && isOrdinary(view.getInt32(at, true), first, min)) at += 4
    for (const end = Math.min(at + 4, length); at < end; at++) {
      const kind = kinds[text[at] as number] as number
      if (kind === STOP) return at
      fields.escaped |= kind
    }
  }
  return at
}

/**
 * @returns true if all four bytes are from `min` up to `~`, and neither a backslash nor the first stop byte. The
 * highest bit of a byte is set otherwise. A borrow from its neighbour can only set it needlessly.
 */
function isOrdinary(word: number, first: number, min: number): boolean {
  const backslash = (word ^ (BACKSLASH * FOUR)) - FOUR
  return ((word | (word - min) | (word + FOUR) | ((word ^ first) - FOUR) | backslash) & 0x80808080) === 0
}
