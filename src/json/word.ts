const ONES = 0x01010101
const HIGH_BITS = 0x80808080
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const SPACES = 0x20202020

/**
 * Marks the bytes of a word of four that do not stand for themselves in a JSON string of Python (`"`, `\`, control
 * characters, 0x7f and all beyond) by their highest bit. Only the lowest mark is exact: later ones may be carries.
 */
export function oddBytes(word: number): number {
  const quote = word ^ QUOTES
  const backslash = word ^ BACKSLASHES
  const isQuote = ((quote - ONES) | 0) & ~quote
  const isBackslash = ((backslash - ONES) | 0) & ~backslash
  const isControl = ((word - SPACES) | 0) & ~word
  return (isQuote | isBackslash | isControl | word | ((word + ONES) | 0)) & HIGH_BITS
}

/** How many bytes are before the lowest mark; 0 without marks. */
export function bytesBefore(marks: number): number {
  return marks === 0 ? 0 : (31 - Math.clz32(marks & -marks)) >> 3
}
