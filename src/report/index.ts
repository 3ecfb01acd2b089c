import { isatty } from 'node:tty'
import type { EmitterCounts } from '../emit/types.ts'
import type { Options } from '../options.ts'
import type { EndingReport } from './contract.ts'

const SILENT: EndingReport = { began() {}, passedOver() {}, handedOver() {}, finish() {}, async close() {} }
const STDERR = 2

/** Opens the report of a run. Without a terminal and without `--summary`, no report is loaded. */
export async function openReport(options: Options, counts: () => EmitterCounts): Promise<EndingReport> {
  const { mode, isJson, removes, summaryFile } = options.output
  if (mode === 'dry-run') return new (await import('./dry-run.ts')).DryRunReport({ isJson, removes })
  const isTerminal = isatty(STDERR) && process.env.TERM !== 'dumb'
  if (!isTerminal && summaryFile === undefined) return SILENT
  return new (await import('./full-report.ts')).FullReport(options, isTerminal, counts)
}
