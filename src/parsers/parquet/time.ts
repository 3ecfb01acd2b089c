import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'

/** Ticks of a unit in a second. */
export const TICKS = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const

const SECONDS_A_DAY = 86_400
/** 0001-01-01 and 9999-12-31, the bounds of Python's dates, in days since 1970. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896

/**
 * @param days since 1970-01-01
 * @returns `2024-02-29`
 * @throws ReadFailure 'parse' outside the years 1 to 9999
 */
export function dateText(days: number): string {
  if (days < FIRST_DAY || days > LAST_DAY) throw new ReadFailure('parse', messages.dateOutOfRange())
  return new Date(days * SECONDS_A_DAY * 1000).toISOString().slice(0, 10)
}

/**
 * A time of day as Python's `str(time)`.
 *
 * @param ticks since midnight
 * @param perSecond of {@link TICKS}
 * @returns `01:02:03` or `01:02:03.400000`
 * @throws ReadFailure 'parse' when it is no time of a day, or finer than a microsecond
 */
export function timeText(ticks: number, perSecond: number): string {
  const seconds = Math.floor(ticks / perSecond)
  if (seconds < 0 || seconds >= SECONDS_A_DAY) throw new ReadFailure('parse', messages.noTimeOfDay())
  const minutes = Math.floor(seconds / 60)
  const whole = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`
  return whole + fraction(ticks % perSecond, perSecond)
}

/**
 * A point in time as Python's `str(datetime)`.
 *
 * @param ticks since 1970-01-01 00:00:00
 * @param perSecond of {@link TICKS}
 * @param zone written at the end: `+00:00` or nothing
 * @returns `2024-01-02 03:04:05` or `2024-01-02 03:04:05.678000+00:00`
 * @throws ReadFailure 'parse' outside the years 1 to 9999, or finer than a microsecond
 */
export function timestampText(ticks: bigint, perSecond: number, zone: string): string {
  const ticksADay = BigInt(perSecond * SECONDS_A_DAY)
  const inDay = ((ticks % ticksADay) + ticksADay) % ticksADay
  const day = dateText(Number((ticks - inDay) / ticksADay))
  return `${day} ${timeText(Number(inDay), perSecond)}${zone}`
}

function fraction(ticks: number, perSecond: number): string {
  if (ticks === 0) return ''
  const micros = (ticks * TICKS.MICROS) / perSecond
  if (!Number.isInteger(micros)) throw new ReadFailure('parse', messages.tooFine())
  return `.${String(micros).padStart(6, '0')}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
