import { tableLines } from '../cli/text-table.ts'
import type { EmitterCounts } from '../emit/types.ts'
import type { ExitCode } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/report.ts'
import type { Options } from '../options.ts'
import type { Beginning, EndingReport, Outcome, PassedOver, Place, Subject } from './contract.ts'
import { Progress } from './progress.ts'
import { type Summary, sourceName } from './summary.ts'
import { Tally, totalOf } from './tally.ts'

/** Shows a live line and a table on a terminal, and writes the summary to a file. */
export class FullReport implements EndingReport {
  readonly #options: Options
  readonly #isTerminal: boolean
  readonly #counts: () => EmitterCounts
  readonly #started = Date.now()
  readonly #tally = new Tally()
  readonly #progress: Progress | undefined

  constructor(options: Options, isTerminal: boolean, counts: () => EmitterCounts) {
    this.#options = options
    this.#isTerminal = isTerminal
    this.#counts = counts
    this.#progress = isTerminal ? new Progress(this.#tally, () => counts().sent) : undefined
  }

  began(beginning: Beginning, place: Place): void {
    this.#tally.began(beginning, place)
  }

  passedOver(object: PassedOver, place: Place): void {
    this.#tally.passedOver(object, place)
  }

  handedOver(subject: Subject, outcome: Outcome, place: Place): void {
    this.#tally.handedOver(subject, outcome, place)
  }

  finish(): void {}

  async close(exitCode: ExitCode): Promise<void> {
    this.#progress?.close()
    const { source, output } = this.#options
    const { tooLong, manager } = this.#counts()
    const summary: Summary = {
      source: sourceName(source),
      mode: output.mode,
      started: this.#started,
      ended: Date.now(),
      exitCode,
      errors: log.errorCount(),
      tooLong,
      manager,
      places: this.#tally.places,
    }
    if (this.#isTerminal) printSummary(summary)
    if (output.summaryFile !== undefined) await write(output.summaryFile, summary)
  }
}

function printSummary({ places, started, ended }: Summary): void {
  const total = totalOf(places)
  const active = places.filter(({ objects, failed, passedOver }) => objects + failed + passedOver > 0)
  const rows = active.map((place) => messages.summaryRow(place, ended))
  if (rows.length > 1) rows.push(messages.summaryRow({ ...total, account: messages.totalRow() }, ended))
  const lines = rows.length === 0 ? [] : tableLines(messages.SUMMARY_HEADINGS, rows, process.stderr.columns)
  const idle = places.length - active.length
  if (idle > 0) lines.push(messages.idlePlaces(idle))
  for (const line of [...lines, messages.summaryLine(total, ended - started)]) log.note(line)
}

async function write(file: string, summary: Summary): Promise<void> {
  try {
    const { writeSummary } = await import('./summary-file.ts')
    writeSummary(file, summary)
  } catch (cause) {
    log.warningToStderr(messages.summaryNotWritten(file, (cause as Error).message))
  }
}
