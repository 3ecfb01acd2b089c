import { cpus, release } from 'node:os'
import { markdownOf, type Table } from './table.ts'

/** The machine and the day of the figures. */
export function provenance(now = new Date()): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() || 'CPU of unknown model'
  return `Measured on ${now.toISOString().slice(0, 10)}: ${model}, ${cores.length} cores, Linux ${release()}, Node.js ${process.version}.`
}

/**
 * Puts tables and the chart into a page, each between `<!-- bench: NAME -->` and `<!-- /bench -->`.
 *
 * @param chart file beside the page
 * @throws Error when the page has no place for one
 */
export function withTables(page: string, tables: readonly Table[], from: string, chart: string): string {
  const withChart = filled(page, 'chart', `![Figures of the benches](${chart})`)
  return tables.reduce((text, table) => filled(text, table.name, `${from}\n\n${markdownOf(table)}`), withChart)
}

function filled(page: string, name: string, text: string): string {
  const start = `<!-- bench: ${name} -->\n`
  const at = page.indexOf(start)
  const to = page.indexOf('<!-- /bench -->', at)
  if (at < 0 || to < 0) throw new Error(`the page has no place for ${name}`)
  return `${page.slice(0, at)}${start}\n${text}\n\n${page.slice(to)}`
}
