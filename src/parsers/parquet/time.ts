import type { ByteSink } from '../../byte-sink.ts'
import { COLON, POINT, QUOTE, SPACE, ZERO } from '../../bytes.ts'
import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { dateText, isDate, SECONDS_A_DAY, timeText } from '../../python/time.ts'

/** Ticks of each unit in a second. */
export const TICKS = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const

/** @param days since 1970-01-01 @returns `2024-02-29` @throws ReadFailure 'parse' outside the years 1 to 9999 */
export function dateOf(days: number): string {
  return dateText(checkedDate(days))
}

/**
 * @param ticks since midnight
 * @param perSecond of {@link TICKS}
 * @returns the time as Python's `str(time)`
 * @throws ReadFailure 'parse' if it is outside a day, or finer than a microsecond
 */
export function timeOf(ticks: number, perSecond: number): string {
  const seconds = Math.floor(ticks / perSecond)
  if (seconds < 0 || seconds >= SECONDS_A_DAY) throw new ReadFailure('parse', messages.noTimeOfDay())
  return timeText(seconds, microsOf(ticks % perSecond, perSecond))
}

/**
 * Appends a time as Python's `str(datetime)`, in quotes. A text of its own for each would take twice as long.
 *
 * @param ticks since 1970-01-01 00:00:00
 * @param perSecond of {@link TICKS}
 * @param zone the offset at the end: `+00:00` or nothing
 * @throws ReadFailure 'parse' outside the years 1 to 9999, or finer than a microsecond
 */
export function writeTimestamp(out: ByteSink, ticks: bigint, perSecond: number, zone: string): void {
  const [seconds, rest] = split(ticks, perSecond)
  const days = Math.floor(seconds / SECONDS_A_DAY)
  const date = dateText(checkedDate(days))
  const micros = microsOf(rest, perSecond)
  const ofDay = (seconds - days * SECONDS_A_DAY) | 0
  out.byte(QUOTE)
  out.ascii(date)
  writeDigits(out, SPACE, Math.floor(ofDay / 3600), 2)
  writeDigits(out, COLON, Math.floor(ofDay / 60) % 60, 2)
  writeDigits(out, COLON, ofDay % 60, 2)
  if (micros !== 0) writeDigits(out, POINT, micros, 6)
  out.ascii(zone)
  out.byte(QUOTE)
}

/** Appends a byte, and the last `count` digits of a number below 2^31. */
function writeDigits(out: ByteSink, before: number, value: number, count: number): void {
  out.reserve(count + 1)
  const { bytes } = out
  bytes[out.length] = before
  // As an integer: a division of doubles takes several times as long.
  let rest = value | 0
  for (let at = out.length + count; at > out.length; at--) {
    bytes[at] = ZERO + (rest % 10)
    rest = (rest / 10) | 0
  }
  out.length += count + 1
}

/** @returns whole seconds, and ticks after them */
function split(ticks: bigint, perSecond: number): [seconds: number, rest: number] {
  const number = Number(ticks)
  if (Number.isSafeInteger(number)) {
    // Several times as fast. The quotient may be rounded up to the next second.
    const seconds = Math.floor(number / perSecond)
    const rest = number - seconds * perSecond
    return rest < 0 ? [seconds - 1, rest + perSecond] : [seconds, rest]
  }
  const divisor = BigInt(perSecond)
  const rest = ((ticks % divisor) + divisor) % divisor
  return [Number((ticks - rest) / divisor), Number(rest)]
}

function checkedDate(days: number): number {
  if (!isDate(days)) throw new ReadFailure('parse', messages.dateOutOfRange())
  return days
}

function microsOf(ticks: number, perSecond: number): number {
  const micros = (ticks * TICKS.MICROS) / perSecond
  if (!Number.isInteger(micros)) throw new ReadFailure('parse', messages.tooFine())
  return micros
}
