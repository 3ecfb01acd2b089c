import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { dateText, datetimeText, isDate, SECONDS_A_DAY, timeText } from '../../python/time.ts'

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
 * @param ticks since 1970-01-01 00:00:00
 * @param perSecond of {@link TICKS}
 * @param zone the offset at the end: `+00:00` or nothing
 * @returns the time as Python's `str(datetime)`
 * @throws ReadFailure 'parse' outside the years 1 to 9999, or finer than a microsecond
 */
export function timestampOf(ticks: bigint, perSecond: number, zone: string): string {
  const [seconds, rest] = split(ticks, perSecond)
  checkedDate(Math.floor(seconds / SECONDS_A_DAY))
  return datetimeText(seconds, microsOf(rest, perSecond), zone)
}

/** @returns whole seconds, and ticks after them */
function split(ticks: bigint, perSecond: number): [seconds: number, rest: number] {
  const number = Number(ticks)
  if (Number.isSafeInteger(number)) {
    // Several times as fast.
    const rest = ((number % perSecond) + perSecond) % perSecond
    return [(number - rest) / perSecond, rest]
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
