import type { Look } from '../cli/terminal.ts'
import { tableLines } from '../cli/text-table.ts'
import { asciiJson } from '../json/ascii-json.ts'
import * as log from '../log.ts'

/** Rows under headings. Columns without any value are left out. */
export interface Table {
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function printTable({ headings, rows }: Table, look: Look): void {
  const [first = '', ...rest] = tableLines(headings, rows, look.width)
  log.result(first, look.heading)
  for (const line of rest) log.result(line)
}

export function printText(text: string): void {
  for (const line of text.trimEnd().split('\n')) log.result(line)
}

export function printJson(value: object): void {
  log.result(asciiJson(value))
}
