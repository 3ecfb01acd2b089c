import { BACKSLASH } from '../bytes.ts'
import { ESCAPED } from '../python/json-text.ts'
import type { Fields } from './fields.ts'

// Finds the bytes that separate fields, four at a time where none of them can be one.

/** The bytes that end a field. */
export interface Stops {
  /** For each byte {@link STOP} if it does, else bits for {@link Fields.escaped}. */
  readonly kinds: Uint8Array
  /** The stop byte that `least` may not exclude, repeated over a word of 32 bits: it needs a test of its own. */
  readonly special: number
  /** Four times the least byte that may stand for itself. */
  readonly least: number
}

const STOP = 2
/** A byte, four times. */
const FOUR = 0x01010101

/**
 * @param bytes those that end a field; all but the first must be less than `least`
 * @param least bytes below are looked at one by one
 */
export function stopsAt(bytes: readonly [number, ...number[]], least: number): Stops {
  const kinds = ESCAPED.slice()
  for (const byte of bytes) kinds[byte] = STOP
  return { kinds, special: bytes[0] * FOUR, least: least * FOUR }
}

/** Where the field that starts at `from` ends; tells `fields` of bytes on the way that JSON would escape. */
export function findStop(text: Uint8Array, from: number, { kinds, special, least }: Stops, fields: Fields): number {
  const { view } = fields
  const { length } = text
  let at = from
  while (at < length) {
    while (at + 4 <= length && isOrdinary(view.getInt32(at, true), special, least)) at += 4
    for (const end = Math.min(at + 4, length); at < end; at++) {
      const kind = kinds[text[at] as number] as number
      if (kind === STOP) return at
      fields.escaped |= kind
    }
  }
  return at
}

/**
 * Whether none of four bytes needs a closer look: all from `least` up to `~`, none a backslash or the special one. The
 * highest bit of a byte tells; a borrow from its neighbour can only make it say no.
 */
function isOrdinary(word: number, special: number, least: number): boolean {
  const backslash = (word ^ (BACKSLASH * FOUR)) - FOUR
  return ((word | (word - least) | (word + FOUR) | ((word ^ special) - FOUR) | backslash) & 0x80808080) === 0
}
