import { existsSync } from 'node:fs'
import { bucketTypeOf } from '../../buckets/index.ts'
import { type Choice, refuseOthers } from '../../cli/state-command.ts'
import { ExitCode, RunError } from '../../errors.ts'
import { invalidType } from '../../messages/service.ts'
import * as messages from '../../messages/state-command.ts'
import { DEFAULTS } from '../../options.ts'
import { findService, type services } from '../../services/index.ts'
import { groupChoice, isChosen } from '../../services/logs/group-choice.ts'
import { matchesAny, namePattern } from '../../services/logs/streams.ts'
import { type CloudWatchState, openCloudWatchState } from '../../state/cloudwatch-state.ts'
import type { Database } from '../../state/database.ts'
import { type IngestionState, openIngestionState } from '../../state/ingestion-state.ts'
import { databasePath, openDatabase } from '../../state/open-database.ts'
import { forgetRows, type StoredStream, storedPartitions, storedScans, storedStreams } from '../../state/stored.ts'
import { AWS_SERVICES, bucketPathOf, partitionColumns } from '../../state/tables.ts'
import type { CommandContext } from '../contract.ts'
import type { Table } from '../output.ts'
import { nearestBucket, nearestGroup, nearestScan } from './nearest.ts'
import { partitionTable, scanTable, streamTable } from './tables.ts'

/** A part of the state that is chosen to be forgotten. */
export interface ChosenState {
  readonly database: 's3_cloudtrail' | 'aws_services'
  /** For people: `my-bucket/prefix/ (cloudtrail)`. */
  readonly name: string
  /** @returns the rows of it. @throws RunError 5 */
  find(db: Database): Promise<FoundState>
  /** Suggests what was probably intended if there are no rows. @throws RunError 5 */
  nearest(db: Database): Promise<string | undefined>
}

export interface FoundState {
  readonly table: Table
  readonly rows: number
  /** The parts to forget one after another, each under the lock of its runs. */
  readonly parts: readonly StatePart[]
}

export interface StatePart {
  /** The names under which runs take the lock. */
  readonly lock: { readonly bucketPath: string; readonly type: string }
  /** @returns the number of forgotten rows. @throws RunError 5 */
  forget(db: Database, run: CommandContext): Promise<number>
}

/**
 * @throws UsageError if this part of the state does not have a given flag, RunError 12 if the type or service is
 * unknown
 */
export function chooseState(choice: Choice): ChosenState {
  if (choice.bucket !== undefined) return chooseBucket(choice, choice.bucket)
  const { service = '' } = choice
  if (findService(service) === undefined) throw new RunError(ExitCode.invalidType, invalidType())
  return CHOOSERS[service as keyof typeof services](choice, service)
}

const CHOOSERS: Readonly<Record<keyof typeof services, (choice: Choice, service: string) => ChosenState>> = {
  cloudwatchlogs: chooseStreams,
  inspector: chooseScans,
  'inspector-classic': chooseScans,
}

function chooseBucket(choice: Choice, bucket: string): ChosenState {
  const { type: name, accountIds, regions, ...paths } = { ...DEFAULTS, ...choice }
  const { table } = bucketTypeOf(name)
  const regional = partitionColumns(table).includes('aws_region') ? (['trailSuffix', 'regions'] as const) : []
  refuseOthers(choice, ['bucket', 'type', 'trailPrefix', 'accountIds', ...regional], name)
  const bucketPath = bucketPathOf(table, bucket, paths)
  const condition = { bucket_path: [bucketPath], aws_account_id: accountIds, aws_region: regions }
  return {
    database: 's3_cloudtrail',
    name: messages.bucketState(bucketPath, name),
    nearest: (db) => nearestBucket(db, { bucketPath, type: name }, choice),
    async find(db) {
      const partitions = await storedPartitions(db, table, condition)
      return {
        table: partitionTable(partitions.map((partition) => ({ type: name, ...partition }))),
        rows: partitions.reduce((sum, { objects }) => sum + objects, 0),
        parts: [{ lock: { bucketPath, type: name }, forget: (db) => forgetRows(db, table, condition) }],
      }
    },
  }
}

function chooseScans(choice: Choice, service: string): ChosenState {
  refuseOthers(choice, ['service', 'accountIds', 'regions'], service)
  const { accountIds, regions } = { ...DEFAULTS, ...choice }
  const condition = { service_name: [service], aws_account_id: accountIds, aws_region: regions }
  return {
    database: 'aws_services',
    name: service,
    nearest: (db) => nearestScan(db, choice),
    async find(db) {
      const found = await storedScans(db, condition)
      return {
        table: scanTable(found),
        rows: found.reduce((sum, { scans }) => sum + scans, 0),
        parts: regionsOf(found).map((region) => ({
          lock: { bucketPath: region, type: service },
          forget: (db) => forgetRows(db, AWS_SERVICES.name, { ...condition, aws_region: [region] }),
        })),
      }
    },
  }
}

function chooseStreams(choice: Choice, service: string): ChosenState {
  refuseOthers(choice, ['service', 'regions', 'logGroups', 'logStreams'], service)
  const { regions, logGroups, logStreams } = { ...DEFAULTS, ...choice }
  const groups = logGroups.map(groupChoice)
  const streams = logStreams.map(namePattern)
  const find = async (db: Database, regions: readonly string[]) => {
    const stored = await storedStreams(db, { aws_region: regions })
    return stored.filter(({ region, group, stream }) => isChosen(group, region, groups) && matchesAny(stream, streams))
  }
  return {
    database: 'aws_services',
    name: service,
    nearest: (db) => nearestGroup(db, choice),
    async find(db) {
      const found = await find(db, regions)
      return {
        table: streamTable(found),
        rows: found.length,
        parts: regionsOf(found).map((region) => ({
          lock: { bucketPath: region, type: service },
          forget: async (db, run) => forgetStreams(db, region, await find(db, [region]), run),
        })),
      }
    },
  }
}

async function forgetStreams(
  db: Database,
  region: string,
  streams: readonly StoredStream[],
  { home, signal }: CommandContext,
): Promise<number> {
  const groups = Map.groupBy(streams, ({ group }) => group)
  const forget = async (state: CloudWatchState | IngestionState) => {
    for (const [group, members] of groups) {
      await state.forget(
        { region, group },
        members.map(({ stream }) => stream),
      )
    }
  }
  await forget(await openCloudWatchState(db))
  const name = 'aws_s3'
  if (!existsSync(databasePath(home, name))) return streams.length
  const own = await openDatabase({ home, name, version: undefined, signal })
  try {
    await forget(await openIngestionState(own))
  } finally {
    own.close()
  }
  return streams.length
}

function regionsOf(found: readonly { readonly region: string }[]): readonly string[] {
  return [...new Set(found.map(({ region }) => region))]
}
