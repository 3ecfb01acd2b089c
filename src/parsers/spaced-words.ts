import { LF, QUOTE, SPACE } from '../bytes.ts'
import { stopsAt } from './scan.ts'

// What logs of one space between columns have in common: words, and texts in double quotes.

/** Bit of `Fields.escaped`: there is a quote in a word. */
export const QUOTE_IN_WORD = 4

/** What may end a text in quotes. */
export const CLOSING = stopsAt([QUOTE, LF], 0x20)
/** What ends a word. */
export const WORD_END = stopsAt([SPACE, LF], 0x23)
WORD_END.kinds[QUOTE] = 1 | QUOTE_IN_WORD
