import type { AwsLogsLayout, BucketType } from '../buckets/contract.ts'
import { mapOrdered } from '../concurrency/map-ordered.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { accountMissing } from '../messages/next-step.ts'
import {
  type Account,
  accountOfFolder,
  accountsBase,
  folderName,
  PLAIN_NAMES,
  regionPartition,
  regionsBase,
} from './layouts.ts'
import { folders } from './list.ts'
import type { BucketContext, Partition } from './types.ts'

/** The partitions of an account and region, or of a flat bucket; more than one if the type splits them. */
export interface PartitionGroup {
  /** Printed before the partitions are walked. */
  readonly lines: readonly log.Line[]
  readonly partitions: readonly Partition[]
}

/**
 * Lists the partitions of a bucket: accounts in the order given or found, each with its own regions (see "Regions of
 * each account" in docs/improvements.md). It lists the folders of the next accounts in advance.
 *
 * @throws RunError 18 if there is no folder of an account
 */
export async function* listPartitions(
  type: BucketType,
  context: BucketContext,
): AsyncGenerator<PartitionGroup, void, undefined> {
  if (type.layout.kind === 'flat') {
    const accountId = await context.connection.identity()
    yield await groupOf(type, { accountId, prefix: context.options.trailPrefix }, context)
    return
  }
  const { layout } = type
  const accounts = await accountsOf(type, layout, context)
  const items = context.connection.tuning.maxConcurrentRequests
  yield* flatten(mapOrdered(accounts, { items }, (account) => groupsOfAccount(type, layout.service, account, context)))
}

async function accountsOf(
  type: BucketType,
  layout: AwsLogsLayout,
  { options, bucket, connection }: BucketContext,
): Promise<readonly Account[]> {
  const given = options.accountIds.map((id): Account => ({ id, names: PLAIN_NAMES }))
  if (given.length > 0 && !layout.hive) return given
  const base = accountsBase(options)
  const found = (await folders(connection.objects, bucket, base)).flatMap((folder) => accountOfFolder(folder) ?? [])
  const accounts = layout.hive ? found : found.filter(({ names }) => names === PLAIN_NAMES)
  if (given.length > 0) return foldersOfGiven(given, accounts)
  if (accounts.length === 0) throw new RunError(ExitCode.noLogsUnderPrefix, messages.noLogsFound(base, type.name))
  return accounts
}

/** @returns the folders of the given accounts; an account with Hive's folders alone is not listed under its plain name */
function foldersOfGiven(given: readonly Account[], found: readonly Account[]): Account[] {
  return given.flatMap((account) => {
    const folders = found.filter(({ id }) => id === account.id)
    return folders.length > 0 ? folders : [account]
  })
}

async function groupsOfAccount(
  type: BucketType,
  service: string,
  account: Account,
  context: BucketContext,
): Promise<PartitionGroup[]> {
  const { options } = context
  const regions = options.regions.length > 0 ? options.regions : await regionsOf(service, account, context)
  if (regions.length === 0) {
    if (options.accountIds.includes(account.id)) {
      log.errorToStderr(accountMissing(account.id, regionsBase(options, account, service)))
    }
    return [{ lines: [{ level: 1, text: messages.noRegionsFound(account.id) }], partitions: [] }]
  }
  return Promise.all(
    regions.map((region) => {
      const working: log.Line = { level: 1, text: messages.workingOn(account.id, region) }
      return groupOf(type, regionPartition(options, service, account, region), context, working)
    }),
  )
}

async function regionsOf(service: string, account: Account, context: BucketContext): Promise<string[]> {
  const { options, bucket, connection } = context
  const found = await folders(connection.objects, bucket, regionsBase(options, account, service))
  const prefix = account.names.region
  return found.flatMap((folder) =>
    folderName(folder).startsWith(prefix) ? folderName(folder).slice(prefix.length) : [],
  )
}

async function groupOf(
  type: BucketType,
  partition: Partition,
  context: BucketContext,
  ...lines: log.Line[]
): Promise<PartitionGroup> {
  const split = await type.split?.(partition, context)
  return { lines: [...lines, ...(split?.lines ?? [])], partitions: split?.partitions ?? [partition] }
}

async function* flatten<T>(lists: AsyncIterable<readonly T[]>): AsyncGenerator<T, void, undefined> {
  for await (const list of lists) yield* list
}
