import { bucketTypes } from '../buckets/index.ts'
import { parseStateCommand } from '../cli/state-command.ts'
import { lookOfOutput } from '../cli/terminal.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/state-command.ts'
import type { Database } from '../state/database.ts'
import { databasePath, lookAtDatabase } from '../state/open-database.ts'
import { type StoredScans, type StoredStream, storedPartitions, storedScans, storedStreams } from '../state/stored.ts'
import type { Stop } from '../stop.ts'
import { forgetState } from './forget-state.ts'
import { partitionTable, printTable, scanTable, streamTable, type TypedPartition } from './stored-tables.ts'

/** What the command gets from the process edge. */
export interface StateRun {
  /** Home of the manager or agent. */
  readonly home: string
  readonly stop: Stop
}

/**
 * `aws-s3 state`: shows what is stored, or forgets a part of it.
 *
 * @param argv what follows `state` on the command line
 * @throws RunError 2, 5, 6, 12
 */
export async function runState(argv: readonly string[], run: StateRun): Promise<void> {
  const command = parseStateCommand(argv)
  if (command.kind === 'forget') await forgetState(command, run)
  else if (command.kind === 'list') await listState(command.json, run)
  else for (const line of command.text.trimEnd().split('\n')) log.line(line)
}

/** As `--json` shows it, in this order. */
interface StoredState {
  readonly buckets: readonly TypedPartition[]
  readonly cloudwatchlogs: readonly StoredStream[]
  readonly inspector: readonly StoredScans[]
}

async function listState(json: boolean, run: StateRun): Promise<void> {
  const stored = await readStored(run)
  if (json) return log.line(asciiJson(stored))
  const look = await lookOfOutput()
  const sections = [
    [messages.buckets(), partitionTable(stored.buckets)],
    [messages.logStreams(), streamTable(stored.cloudwatchlogs)],
    [messages.scans(), scanTable(stored.inspector)],
  ] as const
  for (const [at, [title, table]] of sections.entries()) {
    if (at > 0) log.line('')
    log.line(title, look.title)
    printTable(table, look)
  }
}

async function readStored(run: StateRun): Promise<StoredState> {
  const buckets = await lookAtDatabase({ ...run, name: 's3_cloudtrail' }, partitionsOfAll)
  const services = await lookAtDatabase({ ...run, name: 'aws_services' }, async (db) => ({
    cloudwatchlogs: await storedStreams(db),
    inspector: await storedScans(db),
  }))
  if (buckets === undefined && services === undefined) {
    throw new RunError(ExitCode.databaseUnusable, messages.noDatabase(databasePath(run.home, 's3_cloudtrail')))
  }
  return { buckets: buckets ?? [], ...(services ?? { cloudwatchlogs: [], inspector: [] }) }
}

async function partitionsOfAll(db: Database): Promise<TypedPartition[]> {
  const found: TypedPartition[] = []
  for (const { name: type, table } of Object.values(bucketTypes)) {
    for (const partition of await storedPartitions(db, table)) found.push({ type, ...partition })
  }
  return found
}

/** ASCII only, as all JSON of this program: no character is left that the log would have to escape. */
function asciiJson(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped)
}
