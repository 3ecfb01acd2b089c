import { LF, QUOTE, SPACE } from '../bytes.ts'
import { stopsAt } from './scan.ts'

// Shared by the logs with one space between columns: words, and texts in double quotes.

/** Bit of `Fields.escaped`: a word contains a quote. */
export const QUOTE_IN_WORD = 4

/** Bytes that may end a text in quotes. */
export const CLOSING = stopsAt([QUOTE, LF], 0x20)
/** Bytes that end a word. */
export const WORD_END = stopsAt([SPACE, LF], 0x23)
WORD_END.kinds[QUOTE] = 1 | QUOTE_IN_WORD
