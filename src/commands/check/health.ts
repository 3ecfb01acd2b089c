import { parseArguments, type Request } from '../../cli/program.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { mapOrdered } from '../../concurrency/map-ordered.ts'
import { RunError } from '../../errors.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/check.ts'
import { type LoadedConf, runningSources } from '../../ossec-conf/load.ts'
import type { PlacedSource } from '../../ossec-conf/overlaps.ts'
import type { CommandContext } from '../contract.ts'
import { type Check, failed } from '../doctor/check.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { machineChecks } from '../doctor/machine.ts'
import { MARKS, printChecks } from '../doctor/report.ts'
import { printTable, type Table } from '../output.ts'

/** The findings of `aws-s3 doctor` about this machine and every source. */
export interface Health {
  readonly machine: readonly Check[]
  readonly sources: readonly Diagnosed[]
  readonly isFine: boolean
}

export async function lookAtHealth(confs: readonly LoadedConf[], context: CommandContext): Promise<Health> {
  const machine = await machineChecks(context)
  const sources = await diagnoseAll(confs, context)
  const isFine = [...machine, ...sources.flatMap(({ checks }) => checks)].every(({ status }) => status !== 'failed')
  return { machine, sources, isFine }
}

/** A part of the document of `--json`, beside the files. */
export function healthReport({ machine, sources }: Health) {
  return { machine, health: sources.map(({ file, source, checks }) => ({ file, line: source.line, checks })) }
}

export async function printHealth({ machine, sources }: Health): Promise<void> {
  const look = await lookOfOutput()
  log.result('')
  printChecks(machine, look)
  if (sources.length === 0) return
  log.result('')
  printTable(diagnosisTable(sources), look)
  for (const { file, source, checks } of sources) {
    const failures = checks.filter(({ status }) => status === 'failed')
    if (failures.length === 0) continue
    log.result('')
    log.result(`${file}: ${messages.source(source)}`, look.title)
    printChecks(failures, look)
  }
}

interface Diagnosed extends PlacedSource {
  readonly checks: readonly Check[]
}

/** Sources that are checked concurrently: each waits for AWS most of the time. */
const AT_A_TIME = 4

/** Checks all sources of these files, except in disabled and unusable blocks. */
async function diagnoseAll(confs: readonly LoadedConf[], context: CommandContext): Promise<readonly Diagnosed[]> {
  const sources = confs.flatMap((conf) => runningSources(conf).map((source) => ({ file: conf.file, source })))
  const results = mapOrdered(sources, { items: AT_A_TIME }, async (placed) => ({
    ...placed,
    checks: await checksOf(placed, context),
  }))
  return Array.fromAsync(results)
}

async function checksOf({ source }: PlacedSource, context: CommandContext): Promise<readonly Check[]> {
  let request: Request
  try {
    request = parseArguments(source.argv, context.env)
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause
    return [failed('flags', cause.message, messages.correctFlags())]
  }
  return request.kind === 'run' ? diagnose(request.options, context) : []
}

/** A row for each source, a column for each check that all of them need, and one column for the others. */
function diagnosisTable(diagnosed: readonly Diagnosed[]): Table {
  const columns = Object.entries(messages.PATIENT_COLUMNS)
  const rows = diagnosed.map(({ source, checks }) => [
    messages.source(source),
    ...columns.map(([name]) => cellOf(checks.filter((check) => check.name === name))),
    cellOf(checks.filter((check) => !Object.hasOwn(messages.PATIENT_COLUMNS, check.name))),
  ])
  return {
    headings: [messages.sourceHeading(), ...Object.values(messages.PATIENT_COLUMNS), messages.logsHeading()],
    rows,
  }
}

function cellOf(checks: readonly Check[]): string {
  if (checks.length === 0) return ''
  const worst = (['failed', 'ok', 'skipped'] as const).find((status) => checks.some((check) => check.status === status))
  return MARKS[worst ?? 'skipped']
}
