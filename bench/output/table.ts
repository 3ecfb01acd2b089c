import type { Figure } from '../statistics.ts'

/** What was measured, as text and as bars. */
export interface Table {
  /** Also of its place in the page. */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly bars: readonly Bar[]
  /** Of the bars. */
  readonly unit: string
}

export interface Bar {
  readonly label: string
  readonly value: Figure
}

/** A table of Markdown, which the eye can read as it is. */
export function markdownOf({ head, rows }: Table): string {
  const widths = head.map((name, n) => Math.max(name.length, ...rows.map((row) => row[n]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
