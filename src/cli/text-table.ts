import { escapeControl } from '../python/text.ts'

const GAP = '  '
/** Columns are never cut below this width, which fits the file name of a trail from its time on. */
const MIN_WIDTH = 40

/** The heading, then the rows, in aligned columns. Columns without any value are left out. */
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

/** The width to which the widest columns must shrink so that all fit. */
function maxWidth(widths: readonly number[], width: number): number {
  const total = (max: number) => widths.reduce((sum, width) => sum + Math.min(width, max) + GAP.length, -GAP.length)
  let max = Math.max(...widths)
  while (max > MIN_WIDTH && total(max) > width) max--
  return max
}

/** Cuts the start: the end of a key or a name says more. */
function shortened(text: string, max: number): string {
  return text.length <= max ? text : `…${text.slice(text.length - max + 1)}`
}
