import type { Look } from '../../cli/terminal.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/audit.ts'
import { printTable, type Table } from '../output.ts'
import { isFine } from './audit.ts'
import {
  type Audit,
  type AuditedRegion,
  type AuditedSource,
  type Counts,
  hasFinding,
  STATUSES,
  type Status,
  worstOf,
} from './contract.ts'
import { dayText, sum } from './days.ts'
import { printHeatMap } from './heat-map.ts'

/** The document of `--json`, in this order. */
export function reportOf(audit: Audit) {
  const region = ({ account, region, total, days, examples }: AuditedRegion) => {
    const byDay = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => [dayText(day), counts])
    return { account, region, total, days: Object.fromEntries(byDay), examples }
  }
  const source = ({ regions, ...rest }: AuditedSource) => ({ ...rest, regions: regions.map(region) })
  const { since, until, sources, unread } = audit
  return { ok: isFine(audit), since: dayText(since), until: dayText(until), sources: sources.map(source), unread }
}

/** Prints for people: the map, then the findings, then a sentence. */
export function printAudit(audit: Audit, look: Look): void {
  printHeatMap(audit, look)
  const tables = [
    [messages.regionsTitle(), findingTable(audit)],
    [messages.unreadTitle(), unreadTable(audit)],
    [messages.idleTitle(), idleTable(audit)],
  ] as const
  for (const [title, table] of tables) {
    if (table.rows.length === 0) continue
    log.result('')
    log.result(title, look.title)
    printTable(table, look)
  }
  log.result('')
  log.result(verdictOf(audit), isFine(audit) ? look.ok : look.failed)
  const missing = exampleOf(audit, 'missing')
  if (missing === undefined) return
  for (const line of messages.adviceMissing()) log.result(line)
  log.result(messages.explainKey(missing.bucket, missing.key))
}

export function findingTable({ sources }: Audit): Table {
  const rows = sources.flatMap(({ regions }) => regions.filter(({ total }) => hasFinding(total)).map(findingRow))
  return { headings: messages.FINDING_HEADINGS, rows }
}

/** Does the same as {@link findingTable}, with a key in each row. */
export function findingTableWithKeys(audit: Audit): Table {
  const { headings, rows } = findingTable(audit)
  const regions = audit.sources.flatMap((source) => source.regions.filter(({ total }) => hasFinding(total)))
  const keys = regions.map(({ examples, total }) => {
    const worst = worstOf(total)
    return (worst && examples[worst]) ?? ''
  })
  return { headings: [...headings, messages.EXAMPLE_HEADING], rows: rows.map((row, at) => [...row, keys[at] ?? '']) }
}

function findingRow({ account, region, total, days }: AuditedRegion): readonly string[] {
  const bad = [...days].filter(([, counts]) => hasFinding(counts)).map(([day]) => dayText(day))
  const counts = STATUSES.map((status) => (total[status] === undefined ? '' : String(total[status])))
  return [account, region, ...counts, range(bad.sort())]
}

function exampleOf({ sources }: Audit, status: Status): { bucket: string; key: string } | undefined {
  for (const { bucket, regions } of sources) {
    const key = regions.find(({ examples }) => examples[status] !== undefined)?.examples[status]
    if (key !== undefined) return { bucket, key }
  }
  return undefined
}

export function unreadTable({ unread }: Audit): Table {
  const rows = unread.map(({ bucket, type, account, region }) => [bucket, type, account, region])
  return { headings: messages.UNREAD_HEADINGS, rows }
}

export function idleTable({ sources }: Audit): Table {
  const rows = sources.flatMap((source) => source.idle.map(({ flag, value }) => [messages.source(source), flag, value]))
  return { headings: messages.IDLE_HEADINGS, rows }
}

export function verdictOf(audit: Audit): string {
  const { late = 0, missing = 0, failed = 0 } = totalOf(audit)
  const idle = audit.sources.reduce((count, source) => count + source.idle.length, 0)
  const errors = audit.sources.filter(({ error }) => error !== undefined).length
  return messages.verdict({ late, missing, failed, unread: audit.unread.length, idle, errors })
}

function totalOf({ sources }: Audit): Counts {
  return sources.flatMap(({ regions }) => regions.map(({ total }) => total)).reduce(sum, {})
}

/** `2024-01-02…2024-01-05` */
function range(days: readonly string[]): string {
  const [first = ''] = days
  const last = days.at(-1) ?? ''
  return first === last ? first : `${first}…${last}`
}
