import { bucketTypes } from '../../buckets/index.ts'
import { parseStateCommand } from '../../cli/state-command.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { ExitCode, RunError } from '../../errors.ts'
import { missingHomes } from '../../home.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/state-command.ts'
import type { Database } from '../../state/database.ts'
import { withReadOnlyDatabase } from '../../state/look.ts'
import { databasePath } from '../../state/open-database.ts'
import { storedRetries } from '../../state/retry-list.ts'
import {
  type StoredScans,
  type StoredStream,
  storedPartitions,
  storedScans,
  storedStreams,
} from '../../state/stored.ts'
import type { CommandContext } from '../contract.ts'
import { printJson, printText } from '../output.ts'
import { forgetState } from './forget.ts'
import { partitionTable, printStored, retryTable, scanTable, streamTable, type TypedPartition } from './tables.ts'

/**
 * `aws-s3 state`: shows what is stored, or forgets a part of it.
 *
 * @param argv what follows `state` on the command line
 * @throws RunError 2, 5, 6, 12
 */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const command = parseStateCommand(argv)
  if (command.kind === 'forget') await forgetState(command, context)
  else if (command.kind === 'failed') await listFailed(command.json, context)
  else if (command.kind === 'list') await listState(command.json, context)
  else printText(command.text)
  return ExitCode.ok
}

/** As `--json` shows it, in this order. */
interface StoredState {
  readonly buckets: readonly TypedPartition[]
  readonly cloudwatchlogs: readonly StoredStream[]
  readonly inspector: readonly StoredScans[]
}

async function listState(json: boolean, run: CommandContext): Promise<void> {
  const stored = await readStored(run)
  if (json) return printJson(stored)
  const look = await lookOfOutput()
  const sections = [
    [messages.buckets(), partitionTable(stored.buckets)],
    [messages.logStreams(), streamTable(stored.cloudwatchlogs)],
    [messages.scans(), scanTable(stored.inspector)],
  ] as const
  for (const [at, [title, table]] of sections.entries()) {
    if (at > 0) log.result('')
    log.result(title, look.title)
    printStored(table, look)
  }
}

/** Without the database nothing has failed yet. */
async function listFailed(json: boolean, run: CommandContext): Promise<void> {
  const retries = (await withReadOnlyDatabase({ ...run, name: 'aws_s3' }, storedRetries)) ?? []
  if (json) printJson(retries)
  else printStored(retryTable(retries), await lookOfOutput())
}

async function readStored(run: CommandContext): Promise<StoredState> {
  const buckets = await withReadOnlyDatabase({ ...run, name: 's3_cloudtrail' }, partitionsOfAll)
  const services = await withReadOnlyDatabase({ ...run, name: 'aws_services' }, async (db) => ({
    cloudwatchlogs: await storedStreams(db),
    inspector: await storedScans(db),
  }))
  if (buckets === undefined && services === undefined) {
    throw new RunError(
      ExitCode.databaseUnusable,
      messages.noDatabase(databasePath(run.home, 's3_cloudtrail'), missingHomes(run.home)),
    )
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
