/** A day as eight digits, `YYYYMMDD`. Sorts as text in the order of time. */
export type Day = string

const DAY_MS = 86_400_000
/** Mostly the day of every partition is asked for in turn, and it is today. */
let known = { number: Number.NaN, day: '' }

export function dayOf(moment: Date): Day {
  const number = Math.floor(moment.getTime() / DAY_MS)
  if (number !== known.number) known = { number, day: moment.toISOString().slice(0, 10).replaceAll('-', '') }
  return known.day
}

/** @param count days to go forward; back if it is negative */
export function addDays(day: Day, count: number): Day {
  const [year, month, date] = parts(day)
  return dayOf(new Date(Date.UTC(Number(year), Number(month) - 1, Number(date) + count)))
}

/** @returns year, month and day of the month, padded with zeros */
export function parts(day: Day): [year: string, month: string, date: string] {
  return [day.slice(0, 4), day.slice(4, 6), day.slice(6, 8)]
}
