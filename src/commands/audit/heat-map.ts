import type { Look } from '../../cli/terminal.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/audit.ts'
import type { Day } from '../../walker/day.ts'
import { type Audit, STATUSES, type Status, worstOf } from './contract.ts'
import { type AuditedAccount, accountsOf, daysOf, dayText } from './days.ts'

/** A character for each status: colours alone are not enough. */
const GLYPHS: Readonly<Record<Status, string>> = { collected: '.', waiting: '+', late: 'L', missing: 'M', failed: 'F' }
const ACCOUNT_WIDTH = 12
const GAP = 2

/** Prints a row for each account and a column for each day, with the worst status of that day. */
export function printHeatMap(audit: Audit, look: Look): void {
  const all = daysOf(audit)
  const { days, width } = fitted(all, (look.width ?? Number.POSITIVE_INFINITY) - ACCOUNT_WIDTH - GAP)
  log.result(messages.title(dayText(audit.since), dayText(all.at(-1) ?? audit.until)), look.title)
  for (const line of header(days, width)) log.result(line, look.heading)
  for (const source of audit.sources) {
    if (audit.sources.length > 1) log.result(messages.source(source), look.heading)
    if (source.error !== undefined) log.result(`  ${messages.notLookedAt(source.error)}`, look.failed)
    const accounts = accountsOf(source)
    if (accounts.length === 0 && source.error === undefined) log.result(`  ${messages.nothingThere()}`)
    for (const account of accounts) log.result(rowOf(account, days, width), painted(look))
  }
  log.result(`  ${STATUSES.map((status) => `${GLYPHS[status]} ${messages.SHORT_MEANINGS[status]}`).join('   ')}`)
  if (days.length < all.length) log.result(messages.newestDays(days.length, all.length))
}

/** As many of the newest days as fit, separated by a space if all fit. */
function fitted(all: readonly Day[], columns: number): { days: readonly Day[]; width: 1 | 2 } {
  if (all.length * 2 - 1 <= columns) return { days: all, width: 2 }
  return { days: all.slice(-Math.max(Math.min(all.length, columns), 1)), width: 1 }
}

/** Month names at the start of each month, then the days of the month, with one digit below the other. */
function header(days: readonly Day[], width: 1 | 2): readonly string[] {
  const indent = ' '.repeat(ACCOUNT_WIDTH + GAP)
  let months = ''
  for (const [at, day] of days.entries()) {
    const begins = at === 0 || day.endsWith('01')
    if (begins && months.length <= at * width) months = `${months.padEnd(at * width)}${dayText(day).slice(0, 7)} `
  }
  const digits = (place: number) => days.map((day) => (day[place] ?? '').padEnd(width)).join('')
  const [first, second] = [digits(6), digits(7)]
  return [indent + months, messages.account().padEnd(indent.length) + first, indent + second].map((line) =>
    line.trimEnd(),
  )
}

function rowOf({ account, days }: AuditedAccount, shown: readonly Day[], width: 1 | 2): string {
  const cells = shown.map((day) => {
    const worst = worstOf(days.get(day) ?? {})
    return (worst === undefined ? ' ' : GLYPHS[worst]).padEnd(width)
  })
  return (account.padEnd(ACCOUNT_WIDTH + GAP) + cells.join('')).trimEnd()
}

/** Colours the characters of a row by their meaning. */
function painted({ ok, warning, failed }: Look): (row: string) => string {
  const paints: Readonly<Record<string, ((text: string) => string) | undefined>> = {
    [GLYPHS.collected]: ok,
    [GLYPHS.waiting]: ok,
    [GLYPHS.late]: warning,
    [GLYPHS.missing]: failed,
    [GLYPHS.failed]: failed,
  }
  const start = ACCOUNT_WIDTH + GAP
  return (row) =>
    row.slice(0, start) + [...row.slice(start)].map((character) => paints[character]?.(character) ?? character).join('')
}
