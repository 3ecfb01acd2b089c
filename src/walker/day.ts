/** A day as eight digits, `YYYYMMDD`. Sorts as text in the order of time. */
export type Day = string

export function dayOf(moment: Date): Day {
  return moment.toISOString().slice(0, 10).replaceAll('-', '')
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
