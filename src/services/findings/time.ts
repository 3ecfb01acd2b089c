import { datetimeText, isDate, SECONDS_A_DAY } from '../../python/time.ts'
import { JsonNumber, type JsonValue } from '../../python/value.ts'

/** A moment: whole seconds since 1970 and microseconds. */
interface Moment {
  readonly seconds: number
  readonly micros: number
}

/**
 * Rewrites a time of AWS (seconds since 1970, or ISO 8601) as Python prints it.
 *
 * @returns `2024-01-02 01:12:11[.123000]+00:00`, or the value itself if it is not a time
 */
export function pythonTime(value: JsonValue): JsonValue {
  const moment = readTime(value)
  return moment === undefined ? value : datetimeText(moment.seconds, moment.micros, '+00:00')
}

/** @returns the same as `2024-01-02T01:12:11Z`, without the fraction */
export function isoTime(value: JsonValue): JsonValue {
  const moment = readTime(value)
  return moment === undefined ? value : `${datetimeText(moment.seconds, 0, '').replace(' ', 'T')}Z`
}

function readTime(value: JsonValue): Moment | undefined {
  const moment = value instanceof JsonNumber ? ofSeconds(Number(value.text)) : ofText(value)
  return moment && isDate(Math.floor(moment.seconds / SECONDS_A_DAY)) ? moment : undefined
}

function ofSeconds(value: number): Moment | undefined {
  if (!Number.isFinite(value)) return undefined
  const seconds = Math.floor(value)
  return carried(seconds, roundHalfEven((value - seconds) * 1e6))
}

function ofText(value: JsonValue): Moment | undefined {
  if (typeof value !== 'string') return undefined
  const [, day, time, fraction = '', zone] = ISO.exec(value) ?? []
  const milliseconds = Date.parse(`${day}T${time}${zone}`)
  return Number.isNaN(milliseconds)
    ? undefined
    : carried(milliseconds / 1000, Number(fraction.slice(0, 6).padEnd(6, '0')))
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/

function carried(seconds: number, micros: number): Moment {
  return micros === 1e6 ? { seconds: seconds + 1, micros: 0 } : { seconds, micros }
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
