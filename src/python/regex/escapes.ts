import { fail } from './failure.ts'

/** Sets of characters, as the inside of a class of JavaScript's `v` mode. */
const SETS = {
  unicode: {
    d: '\\p{Nd}',
    w: '\\p{L}\\p{N}_',
    s: '\\t-\\r\\u{1c}-\\u{20}\\u{85}\\p{Z}',
  },
  ascii: { d: '0-9', w: 'A-Za-z0-9_', s: '\\t-\\r\\u{20}' },
} as const

const CONTROL: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** An escape of Python: the character or set that it stands for, or the group that it repeats. */
export interface Escape {
  /** Code point. */
  readonly point?: number
  /** Inside of a class, and whether the characters are those that are not in it. */
  readonly set?: { readonly inside: string; readonly negated: boolean }
  readonly group?: number
  /** Where the source goes on. */
  readonly next: number
}

/** What `\d`, `\w` and `\s` stand for. */
export function characterSet(letter: 'd' | 'w' | 's', ascii: boolean): string {
  return SETS[ascii ? 'ascii' : 'unicode'][letter]
}

/**
 * Reads an escape that stands for a character, a set or a group.
 *
 * @param at      where its backslash is
 * @param inClass between `[` and `]`: no groups, `\b` is a character
 * @throws RegexFailure for what Python refuses, and for `\N{name}`
 */
export function readEscape(source: string, at: number, inClass: boolean, ascii: boolean): Escape {
  const letter = String.fromCodePoint(source.codePointAt(at + 1) ?? fail('endsEarly', source))
  const next = at + 1 + letter.length
  const small = letter.toLowerCase()
  if (small === 'd' || small === 'w' || small === 's') {
    return { set: { inside: characterSet(small, ascii), negated: letter !== small }, next }
  }
  const digits = HEX_DIGITS[letter]
  if (digits !== undefined) return hexEscape(source, at, digits)
  if (/[0-9]/.test(letter)) return digitEscape(source, at, inClass)
  const control = CONTROL[letter]
  if (control !== undefined && (letter !== 'b' || inClass)) return { point: control, next }
  if (/[A-Za-z]/.test(letter)) fail('unsupported', `\\${letter}`)
  return { point: letter.codePointAt(0) as number, next }
}

function hexEscape(source: string, at: number, digits: number): Escape {
  const hex = source.slice(at + 2, at + 2 + digits)
  const point = Number.parseInt(hex, 16)
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex) || point > 0x10ffff) {
    fail('unsupported', source.slice(at, at + 2 + digits))
  }
  return { point, next: at + 2 + digits }
}

/** Octal numbers start with a zero or have three digits; others are groups, of which there are none in a class. */
function digitEscape(source: string, at: number, inClass: boolean): Escape {
  const rest = source.slice(at + 1)
  const octal = (inClass ? /^[0-3]?[0-7]{1,2}/ : /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/).exec(rest)?.[0]
  if (octal !== undefined) return { point: Number.parseInt(octal, 8), next: at + 1 + octal.length }
  const decimal = rest.slice(0, /^.[0-9]/.test(rest) ? 2 : 1)
  if (inClass) fail('unsupported', `\\${decimal}`)
  return { group: Number(decimal), next: at + 1 + decimal.length }
}

/**
 * A character that stands for itself, wherever it is put.
 *
 * @param ignoreCase outside of a class: V8 does not match `(?i:ſ)` with `s`, nor others whose other case is in Latin-1,
 *   unless they are in one
 */
export function literal(point: number, ignoreCase = false): string {
  const character = String.fromCodePoint(point)
  const text = /[A-Za-z0-9]/.test(character) ? character : `\\u{${point.toString(16)}}`
  return ignoreCase && point > 0xff ? `[${text}]` : text
}
