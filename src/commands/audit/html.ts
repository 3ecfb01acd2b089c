import * as messages from '../../messages/audit.ts'
import type { Table } from '../output.ts'
import { isFine } from './audit.ts'
import { type Audit, type AuditedSource, type Counts, STATUSES, type Status, worstOf } from './contract.ts'
import { type AuditedAccount, accountsOf, daysOf, dayText } from './days.ts'
import { STYLE } from './html-style.ts'
import { findingTableWithKeys, idleTable, unreadTable, verdictOf } from './report.ts'

/** A self-contained page without scripts. */
export function htmlOf(audit: Audit): string {
  const days = daysOf(audit)
  const title = messages.title(dayText(audit.since), dayText(days.at(-1) ?? audit.until))
  const tables = [
    table(messages.regionsTitle(), findingTableWithKeys(audit)),
    table(messages.unreadTitle(), unreadTable(audit)),
    table(messages.idleTitle(), idleTable(audit)),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="${isFine(audit) ? 'fine' : 'found'}" id="verdict">${escaped(verdictOf(audit))}</p>
<p class="legend">${STATUSES.map((status) => `<span class="${status}">${MARKS[status]}</span> ${escaped(messages.MEANINGS[status])}`).join(' &#160; ')}</p>
${audit.sources.map((source) => heatMap(source, days)).join('\n')}
${tables.join('\n')}
</main>
</body>
</html>
`
}

/** For screen readers and for people who do not see colours. */
const MARKS: Readonly<Record<Status, string>> = { collected: '·', waiting: '+', late: 'L', missing: 'M', failed: 'F' }

function heatMap(source: AuditedSource, days: readonly string[]): string {
  const heads = days.map((day) => `<th scope="col"><abbr title="${dayText(day)}">${day.slice(6)}</abbr></th>`)
  const rows = accountsOf(source).map((account) => row(account, days))
  const body =
    source.error === undefined
      ? rows.join('\n') || `<tr><td colspan="${days.length + 1}">${escaped(messages.nothingThere())}</td></tr>`
      : `<tr><td colspan="${days.length + 1}" class="error">${escaped(messages.notLookedAt(source.error))}</td></tr>`
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(messages.source(source))}">
<table class="map">
<caption>${escaped(messages.source(source))}</caption>
<thead><tr><td></td>${months(days)}</tr>
<tr><th scope="col">${messages.account()}</th>${heads.join('')}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`
}

function months(days: readonly string[]): string {
  const groups = Map.groupBy(days, (day) => dayText(day).slice(0, 7))
  return [...groups].map(([month, { length }]) => `<th scope="colgroup" colspan="${length}">${month}</th>`).join('')
}

function row({ account, days: found }: AuditedAccount, days: readonly string[]): string {
  const cells = days.map((day) => cell(account, day, found.get(day) ?? {}))
  return `<tr><th scope="row">${escaped(account)}</th>${cells.join('')}</tr>`
}

function cell(account: string, day: string, counts: Counts): string {
  const worst = worstOf(counts)
  if (worst === undefined) return '<td></td>'
  const found = STATUSES.flatMap((status) => (counts[status] ? [`${counts[status]} ${status}`] : []))
  const title = escaped(`${account}, ${dayText(day)}: ${found.join(', ')}`)
  return `<td class="${worst}" title="${title}">${MARKS[worst]}</td>`
}

function table(title: string, { headings, rows }: Table): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}">
<table class="list">
<caption>${escaped(title)}</caption>
<thead><tr>${headings.map((heading) => `<th scope="col">${escaped(heading)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
</table>
</div>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
