import * as messages from '../messages/json.ts'
import { notJson } from './failure.ts'
import { type JsonTape, Kind, SLACK } from './tape.ts'

/** Python refuses integers of more digits. */
const MAX_DIGITS = 4300
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

/**
 * A float as Python's `repr` and `json.dumps` spell it: the shortest digits that give the same value, an exponent of
 * two digits or more from 1e16 on and below 1e-4.
 */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

/**
 * Reads a number, which starts with a digit or a minus and a digit, into a tape: integers as they stand, floats as
 * {@link floatText}.
 *
 * @returns where `source` goes on behind it
 */
export function readNumber(tape: JsonTape, source: Buffer, start: number): number {
  const first = source[start] === MINUS ? start + 1 : start
  const whole = source[first] === ZERO ? first + 1 : digits(source, first)
  const behind = exponent(source, fraction(source, whole))
  const to = tape.length
  if (behind > whole) {
    tape.reserve(2 * (source.length - behind) + SLACK)
    tape.length += tape.text.write(floatText(Number(source.toString('latin1', start, behind))), to, 'latin1')
    tape.add(to, tape.length, 0, Kind.float)
    return behind
  }
  if (whole - first > MAX_DIGITS) throw notJson(messages.tooManyDigits(MAX_DIGITS), source, start)
  const from = source[first] === ZERO ? first : start // Python's -0 is 0.
  const { text } = tape
  for (let at = from; at < whole; at++) text[tape.length++] = source[at] as number
  tape.add(to, tape.length, 0, Kind.integer)
  return whole
}

function digits(source: Buffer, from: number): number {
  let at = from
  while (at < source.length && (source[at] as number) >= ZERO && (source[at] as number) <= ZERO + 9) at++
  return at
}

/** Behind the fraction that starts at `from`; `from` itself when there is none. */
function fraction(source: Buffer, from: number): number {
  if (source[from] !== POINT) return from
  const behind = digits(source, from + 1)
  return behind > from + 1 ? behind : from
}

function exponent(source: Buffer, from: number): number {
  if (source[from] !== 0x65 && source[from] !== 0x45) return from
  const first = source[from + 1] === MINUS || source[from + 1] === PLUS ? from + 2 : from + 1
  const behind = digits(source, first)
  return behind > first ? behind : from
}
