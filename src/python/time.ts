export const SECONDS_A_DAY = 86_400
/** 0001-01-01 and 9999-12-31, the bounds of Python's dates, in days since 1970. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896

/** Whether Python's `date` can hold a day: the years 1 to 9999. @param days since 1970-01-01 */
export function isDate(days: number): boolean {
  return days >= FIRST_DAY && days <= LAST_DAY
}

/** Python's `str(date)`: `2024-02-29`. @param days since 1970-01-01, in the years 1 to 9999 */
export function dateText(days: number): string {
  return new Date(days * SECONDS_A_DAY * 1000).toISOString().slice(0, 10)
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
