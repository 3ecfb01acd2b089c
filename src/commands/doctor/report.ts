import type { Look } from '../../cli/terminal.ts'
import * as log from '../../log.ts'
import { fold } from '../../messages/columns.ts'
import { escapeControl } from '../../python/text.ts'
import type { Check } from './check.ts'

export const MARKS: Readonly<Record<Check['status'], string>> = { ok: '✓', failed: '✗', skipped: '–' }

export function printChecks(checks: readonly Check[], look: Look): void {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const indent = ' '.repeat(width + 4)
  for (const { name, status, text, advice } of checks) {
    const [first = '', ...rest] = wrapped(text, look.width, indent.length)
    const style = status === 'skipped' ? undefined : look[status]
    log.result(`${MARKS[status]} ${name.padEnd(width)}  ${first}`, style)
    for (const line of rest) log.result(indent + line)
    if (advice === undefined) continue
    const lines = wrapped(advice, look.width, indent.length + 2)
    for (const [at, line] of lines.entries()) log.result(`${indent}${at === 0 ? '→ ' : '  '}${line}`)
  }
}

/** Wraps a text beside an indent; without a terminal, it stays one line. */
function wrapped(text: string, width: number | undefined, indent: number): readonly string[] {
  return fold(
    escapeControl(text).split(' '),
    width === undefined ? Number.POSITIVE_INFINITY : Math.max(width - indent, 20),
  )
}
