import { show } from '../statistics.ts'
import type { Bar, Table } from './table.ts'

const WIDTH = 760
const LABELS = 210
const BARS = 330
const ROW = 22
const TITLE = 44

const STYLE = `text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .unit { fill: #59636e }
.back { fill: #ffffff } .bar { fill: #0969da } .spread { stroke: #1f2328 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .unit { fill: #9198a1 } .back { fill: #0d1117 } .bar { fill: #4493f8 } .spread { stroke: #e6edf3 } }`

/** Bars of each table, one below the other, with their spread; for light and dark pages. */
export function chartOf(tables: readonly Table[], from: string): string {
  let top = 0
  const parts = tables.map((table) => {
    const part = `<g transform="translate(0 ${top})">${panel(table)}</g>`
    top += TITLE + table.bars.length * ROW
    return part
  })
  const height = top + 40
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Figures of the benches">
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${height}"/>
${parts.join('\n')}
<text class="unit" x="12" y="${height - 14}">${escaped(from)}</text>
</svg>
`
}

function panel({ name, unit, bars }: Table): string {
  const longest = Math.max(...bars.map(({ value }) => value.highest))
  const title = `<text x="12" y="28"><tspan class="title">${escaped(name)}</tspan><tspan class="unit" dx="8">${escaped(unit)}</tspan></text>`
  return [title, ...bars.map((bar, n) => row(bar, TITLE + n * ROW, BARS / longest))].join('\n')
}

function row({ label, value }: Bar, y: number, scale: number): string {
  const { median, lowest, highest } = value
  const x = (amount: number) => (LABELS + amount * scale).toFixed(1)
  const middle = y + ROW / 2 - 3
  return (
    `<text x="${LABELS - 8}" y="${y + 12}" text-anchor="end">${escaped(label)}</text>` +
    `<rect class="bar" x="${LABELS}" y="${y}" width="${(median * scale).toFixed(1)}" height="${ROW - 6}" rx="2"/>` +
    `<line class="spread" x1="${x(lowest)}" x2="${x(highest)}" y1="${middle}" y2="${middle}"/>` +
    `<text x="${Number(x(highest)) + 8}" y="${y + 12}">${show(value)}</text>`
  )
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
