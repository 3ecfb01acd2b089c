import { type Choice, type ListCommand, parseStateCommand } from '../../cli/state-command.ts'
import { type Look, lookOfOutput } from '../../cli/terminal.ts'
import { ExitCode, RunError } from '../../errors.ts'
import { missingHomes } from '../../home.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/state-command.ts'
import { withReadOnlyDatabase } from '../../state/look.ts'
import { databasePath } from '../../state/open-database.ts'
import { storedRetries } from '../../state/retry-list.ts'
import { type StoredScans, type StoredStream, storedScans, storedStreams } from '../../state/stored.ts'
import type { CommandContext } from '../contract.ts'
import { printJson, printTable, printText, type Table } from '../output.ts'
import { isPartitionChosen, isRetryChosen, isScanChosen, isStreamChosen, listedParts } from './filter.ts'
import { forgetState } from './forget.ts'
import { partitionsOfAll } from './nearest.ts'
import { bucketOverviews, groupTable } from './overview.ts'
import { partitionTable, printStored, retryTable, scanTable, streamTable, type TypedPartition } from './tables.ts'

/**
 * `aws-s3 state`: lists the state, or forgets a part of it.
 *
 * @param argv arguments after `state`
 * @throws RunError 1, 2, 5, 6, 12
 */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const command = parseStateCommand(argv)
  if (command.kind === 'forget') await forgetState(command, context)
  else if (command.kind === 'failed') await listFailed(command, context)
  else if (command.kind === 'list') await listState(command, context)
  else printText(command.text)
  return ExitCode.ok
}

/** The document of `--json`, in this order. */
interface StoredState {
  readonly buckets: readonly TypedPartition[]
  readonly cloudwatchlogs: readonly StoredStream[]
  readonly inspector: readonly StoredScans[]
}

async function listState({ choice, wide, json }: ListCommand, run: CommandContext): Promise<void> {
  const stored = chosenOf(await readStored(run), choice)
  if (json) return printJson(stored)
  const look = await lookOfOutput()
  const full = wide ? unlimited(look) : look
  const now = Date.now()
  const listed = listedParts(choice)
  const sections = [
    listed.buckets && (() => printBuckets(stored.buckets, now, wide, full)),
    listed.cloudwatchlogs && (() => printStreams(stored.cloudwatchlogs, now, wide, full)),
    listed.inspector && (() => printSection(messages.scans(), scanTable(stored.inspector), full)),
  ].filter((section) => section !== false)
  for (const [at, print] of sections.entries()) {
    if (at > 0) log.result('')
    print()
  }
}

function chosenOf({ buckets, cloudwatchlogs, inspector }: StoredState, choice: Choice): StoredState {
  const listed = listedParts(choice)
  return {
    buckets: listed.buckets ? buckets.filter(isPartitionChosen(choice)) : [],
    cloudwatchlogs: listed.cloudwatchlogs ? cloudwatchlogs.filter(isStreamChosen(choice)) : [],
    inspector: listed.inspector ? inspector.filter(isScanChosen(choice)) : [],
  }
}

function printBuckets(buckets: StoredState['buckets'], now: number, wide: boolean, look: Look): void {
  if (wide || buckets.length === 0) {
    printSection(messages.buckets(), partitionTable(buckets), look)
    return
  }
  log.result(messages.buckets(), look.title)
  for (const { title, table } of bucketOverviews(buckets, now)) {
    log.result(title)
    printTable(table, look)
  }
}

function printStreams(streams: StoredState['cloudwatchlogs'], now: number, wide: boolean, look: Look): void {
  printSection(messages.logStreams(), wide ? streamTable(streams) : groupTable(streams, now), look)
}

function printSection(title: string, table: Table, look: Look): void {
  log.result(title, look.title)
  printStored(table, look)
}

function unlimited(look: Look): Look {
  return { ...look, width: undefined }
}

/** Without the database, no object has failed yet. */
async function listFailed(
  { choice, json }: { readonly choice: Choice; readonly json: boolean },
  run: CommandContext,
): Promise<void> {
  const all = (await withReadOnlyDatabase({ ...run, name: 'aws_s3' }, storedRetries)) ?? []
  const retries = all.filter(isRetryChosen(choice))
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
