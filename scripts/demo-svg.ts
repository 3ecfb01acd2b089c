// `npm run demo:svg`: draws docs/demo.svg from what a terminal of 80 columns shows of a doctor, a run and its state.
import { writeFileSync } from 'node:fs'
import { openDocsStage } from '../test/docs/stage.ts'
import { show } from '../test/docs/terminal.ts'

const COMMANDS = [
  'aws-s3 doctor --bucket my-trail --only_logs_after 2024-JAN-01',
  'aws-s3 --bucket my-trail --only_logs_after 2024-JAN-01',
  'aws-s3 state',
]
const FONT = { widthPx: 8.4, heightPx: 18, sizePx: 14 }
const MARGIN_PX = 16
const COLUMNS = 80
/** Select Graphic Rendition, as tmux writes it. @see https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#7ee787"',
  '33': 'fill="#e3b341"',
}

/** Of the text so far: tmux says only what changes. */
let style = ''

const stage = await openDocsStage()
const screens: string[] = []
for (const command of COMMANDS) screens.push(await show(stage, command, true))
await stage.stop()
writeFileSync('docs/demo.svg', svgOf(screens.join('\n').trimEnd().split('\n')))

function svgOf(lines: readonly string[]): string {
  const width = COLUMNS * FONT.widthPx + 2 * MARGIN_PX
  const height = lines.length * FONT.heightPx + 2 * MARGIN_PX
  const rows = lines.map((line, row) => {
    const y = MARGIN_PX + (row + 1) * FONT.heightPx - 4
    return `<text x="${MARGIN_PX}" y="${y}" xml:space="preserve">${spansOf(line)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>aws-s3 on a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${FONT.sizePx}" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`
}

/** The pieces of a line between escapes, each in its style. */
function spansOf(line: string): string {
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((piece) => {
      if (!piece.startsWith('\u001b'))
        return style === '' ? escaped(piece) : `<tspan ${style}>${escaped(piece)}</tspan>`
      style = piece
        .slice(2, -1)
        .split(';')
        .flatMap((code) => STYLES[code] ?? [])
        .join(' ')
      return ''
    })
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
