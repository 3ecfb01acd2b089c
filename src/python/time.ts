export const SECONDS_A_DAY = 86_400
/** 0001-01-01 and 9999-12-31, the bounds of Python's dates, in days since 1970. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896

/** Whether Python's `date` can hold a day: the years 1 to 9999. @param days since 1970-01-01 */
export function isDate(days: number): boolean {
  return days >= FIRST_DAY && days <= LAST_DAY
}

/** Days of 400, of 100 and of 4 years, and of one; from March on, a leap day is the last day of its year. */
const [DAYS_400, DAYS_100, DAYS_4, DAYS_1] = [146_097, 36_524, 1461, 365]
/** From 0000-03-01 to 1970-01-01. */
const MARCH_0 = 719_468
/** Days of five months from March on: 31, 30, 31, 30, 31. */
const DAYS_5_MONTHS = 153

/**
 * Python's `str(date)`: `2024-02-29`. JavaScript's `Date` takes several times as long.
 *
 * @param days since 1970-01-01, in the years 1 to 9999
 */
export function dateText(days: number): string {
  const all = days + MARCH_0
  const inEra = all % DAYS_400
  const leapDays = Math.floor(inEra / (DAYS_4 - 1)) - Math.floor(inEra / DAYS_100) + Math.floor(inEra / (DAYS_400 - 1))
  const year = Math.floor((inEra - leapDays) / DAYS_1)
  const inYear = inEra - (DAYS_1 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const fromMarch = Math.floor((5 * inYear + 2) / DAYS_5_MONTHS)
  const day = inYear - Math.floor((DAYS_5_MONTHS * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const whole = year + 400 * Math.floor(all / DAYS_400) + (month <= 2 ? 1 : 0)
  return `${String(whole).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

/** Python's `str(time)`: `01:02:03` or `01:02:03.400000`. @param seconds since midnight */
export function timeText(seconds: number, micros: number): string {
  const minutes = Math.floor(seconds / 60)
  const whole = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`
  return micros === 0 ? whole : `${whole}.${String(micros).padStart(6, '0')}`
}

/**
 * Python's `str(datetime)`: `2024-01-02 03:04:05` or `2024-01-02 03:04:05.678000+00:00`.
 *
 * @param seconds since 1970-01-01 00:00:00, in the years 1 to 9999
 * @param zone the offset at the end: `+00:00`, or nothing for a time without a zone
 */
export function datetimeText(seconds: number, micros: number, zone: string): string {
  const days = Math.floor(seconds / SECONDS_A_DAY)
  return `${dateText(days)} ${timeText(seconds - days * SECONDS_A_DAY, micros)}${zone}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
