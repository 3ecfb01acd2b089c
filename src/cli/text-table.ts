import { escapeControl } from '../python/text.ts'

const GAP = '  '
/** So much is never cut off: the file name of a trail, from its time on. */
const LEAST_WIDTH = 40

/** The heading, then the rows, in aligned columns; a column in which no row has anything is left out. */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  room = Number.POSITIVE_INFINITY,
): string[] {
  const used = headings.map((_, at) => at).filter((at) => rows.some((row) => row[at] !== ''))
  const lines = [headings, ...rows].map((row) => used.map((at) => escapeControl(row[at] ?? '')))
  const widths = used.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const most = mostWidth(widths, room)
  return lines.map((line) => {
    const cells = line.map((text, at) => shortened(text, most).padEnd(Math.min(widths[at] as number, most)))
    return cells.join(GAP).trimEnd()
  })
}

/** The width to which the widest columns must shrink for all to find room. */
function mostWidth(widths: readonly number[], room: number): number {
  const total = (most: number) => widths.reduce((sum, width) => sum + Math.min(width, most) + GAP.length, -GAP.length)
  let most = Math.max(...widths)
  while (most > LEAST_WIDTH && total(most) > room) most--
  return most
}

/** Of keys and names, the end tells more than the start. */
function shortened(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`
}
