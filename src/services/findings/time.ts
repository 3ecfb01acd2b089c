import { JsonNumber, type JsonValue } from '../../json/value.ts'

/** A moment: whole seconds since 1970 and microseconds. */
interface Moment {
  readonly seconds: number
  readonly micros: number
}

/**
 * A time of AWS (seconds since 1970, or ISO 8601) as Python shows one: `2024-01-02 01:12:11[.123000]+00:00`. What is
 * no time stays as it is.
 */
export function pythonTime(value: JsonValue): JsonValue {
  const moment = readTime(value)
  if (moment === undefined) return value
  const fraction = moment.micros === 0 ? '' : `.${String(moment.micros).padStart(6, '0')}`
  return `${dateTime(moment).replace('T', ' ')}${fraction}+00:00`
}

/** The same as `2024-01-02T01:12:11Z`, without the fraction. */
export function isoTime(value: JsonValue): JsonValue {
  const moment = readTime(value)
  return moment === undefined ? value : `${dateTime(moment)}Z`
}

function dateTime({ seconds }: Moment): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19)
}

function readTime(value: JsonValue): Moment | undefined {
  const moment = value instanceof JsonNumber ? ofSeconds(Number(value.text)) : ofText(value)
  return moment && Math.abs(moment.seconds) <= MAX_SECONDS ? moment : undefined
}

/** The year 9999: beyond, the text would have another form. */
const MAX_SECONDS = 253_402_300_799

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
