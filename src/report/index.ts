import type { Options } from '../options.ts'
import type { RunReport } from './contract.ts'
import { DryRunReport } from './dry-run.ts'

/** The report of a run, with its end. */
export interface EndingReport extends RunReport {
  /** The last line, when the run came to its end. @throws RunError 141 when nobody reads any more */
  end(): void
}

/** Takes what a run does and says nothing. */
const SILENT: EndingReport = { began() {}, passedOver() {}, handedOver() {}, end() {} }

export function openReport(options: Options): EndingReport {
  const { mode, isJson, removes } = options.output
  return mode === 'dry-run' ? new DryRunReport({ isJson, removes }) : SILENT
}
