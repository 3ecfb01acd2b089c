import { escapeControl } from '../python/text.ts'

const GAP = '  '
/** So much is never cut off: the file name of a trail, from its time on. */
const MIN_WIDTH = 40

/** The heading, then the rows, in aligned columns; a column in which no row has anything is left out. */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const used = headings.map((_, at) => at).filter((at) => rows.some((row) => row[at] !== ''))
  const lines = [headings, ...rows].map((row) => used.map((at) => escapeControl(row[at] ?? '')))
  const widths = used.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const max = maxWidth(widths, width)
  return lines.map((line) => {
    const cells = line.map((text, at) => shortened(text, max).padEnd(Math.min(widths[at] as number, max)))
    return cells.join(GAP).trimEnd()
  })
}

/** The width to which the widest columns must shrink for all to find room. */
function maxWidth(widths: readonly number[], width: number): number {
  const total = (max: number) => widths.reduce((sum, width) => sum + Math.min(width, max) + GAP.length, -GAP.length)
  let max = Math.max(...widths)
  while (max > MIN_WIDTH && total(max) > width) max--
  return max
}

/** Of keys and names, the end tells more than the start. */
function shortened(text: string, max: number): string {
  return text.length <= max ? text : `…${text.slice(text.length - max + 1)}`
}
