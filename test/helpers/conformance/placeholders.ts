const PLACEHOLDER = /\{\{date:(-?\d+):([^}]*)\}\}/g
const DAY_MS = 86_400_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Placeholders for dates that depend on the day of the run: filled into the texts of a case, and put back into its
 * results.
 */
export class Placeholders {
  /** Placeholder → value. */
  readonly #marks = new Map<string, string>()
  readonly #now: Date

  constructor(now: Date) {
    this.#now = now
  }

  /** Adds another text that differs from run to run, such as the endpoint. */
  add(value: string, mark: string): void {
    this.#marks.set(value, mark)
  }

  /** `{{date:-1:%Y/%m/%d}}` becomes yesterday's date (UTC). */
  fill(text: string): string {
    return text.replace(PLACEHOLDER, (mark, days: string, format: string) => {
      const value = formatDate(new Date(this.#now.getTime() + Number(days) * DAY_MS), format)
      this.#marks.set(value, mark)
      return value
    })
  }

  /** Puts the placeholders back into every text of a value, longest first, and for every number that equals a date. */
  unfill<T>(value: T): T {
    const marks = [...this.#marks].sort(([a], [b]) => b.length - a.length)
    const text = (old: string) => marks.reduce((now, [from, to]) => now.replaceAll(from, to), old)
    const number = (old: number) => this.#marks.get(String(old)) ?? old
    return mapLeaves(value, text, number) as T
  }
}

function mapLeaves(value: unknown, text: (old: string) => string, number: (old: number) => string | number): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, text, number))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), mapLeaves(member, text, number)]))
}

/** The strftime directives of the cases. */
function formatDate(date: Date, format: string): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const directives: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    b: MONTHS[date.getUTCMonth()] ?? '',
    '-m': String(date.getUTCMonth() + 1),
    '-d': String(date.getUTCDate()),
  }
  return format.replace(/%(-?.)/g, (directive, letter: string) => {
    const text = directives[letter]
    if (text === undefined) throw new Error(`the date format ${directive} is not known`)
    return text
  })
}
