import type { BucketType, Partition, WalkContext } from '../buckets/types.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import { ahead } from '../pipeline/ahead.ts'
import { accountsBase, folderName, regionPartition, regionsBase } from './layouts.ts'
import { folders } from './list.ts'
import type { Line } from './walk.ts'

/** An account and region (or a whole flat bucket) with its partitions: more than one where the type splits it. */
export interface Scope {
  /** What is said when its turn comes. */
  readonly lines: readonly Line[]
  readonly partitions: readonly Partition[]
}

/**
 * The scopes of a bucket, in order: accounts as given or found, each with its own regions (improvement 1).
 * Folders of the next accounts are listed ahead.
 *
 * @throws RunError 18 when no account has a folder
 */
export async function* scopesOf(type: BucketType, context: WalkContext): AsyncGenerator<Scope, void, undefined> {
  if (type.layout.kind === 'flat') {
    const accountId = await context.connection.identity()
    yield await scopeOf(type, { accountId, prefix: context.options.trailPrefix }, context)
    return
  }
  const { service } = type.layout
  const accounts = await accountsOf(type, context)
  const items = context.connection.tuning.maxConcurrentRequests
  yield* flatten(ahead(accounts, { items }, (accountId) => scopesOfAccount(type, service, accountId, context)))
}

async function accountsOf(type: BucketType, { options, bucket, connection }: WalkContext): Promise<readonly string[]> {
  if (options.accountIds.length > 0) return options.accountIds
  const base = accountsBase(options)
  const names = (await folders(connection.objects, bucket, base)).map(folderName)
  const accounts = names.filter((name) => /^\d{12}$/.test(name))
  if (accounts.length === 0) throw new RunError(ExitCode.noLogsUnderPrefix, messages.noLogsFound(base, type.name))
  return accounts
}

async function scopesOfAccount(
  type: BucketType,
  service: string,
  accountId: string,
  context: WalkContext,
): Promise<Scope[]> {
  const { options, bucket, connection } = context
  const base = regionsBase(options, accountId, service)
  const given = options.regions.length > 0
  const regions = given ? options.regions : (await folders(connection.objects, bucket, base)).map(folderName)
  if (regions.length === 0) return [{ lines: [{ level: 1, text: messages.noRegionsFound(accountId) }], partitions: [] }]
  return Promise.all(
    regions.map((region) => {
      const working: Line = { level: 1, text: messages.workingOn(accountId, region) }
      return scopeOf(type, regionPartition(options, service, accountId, region), context, working)
    }),
  )
}

async function scopeOf(type: BucketType, partition: Partition, context: WalkContext, ...lines: Line[]): Promise<Scope> {
  const split = await type.split?.(partition, context)
  return { lines: [...lines, ...(split?.lines ?? [])], partitions: split?.partitions ?? [partition] }
}

async function* flatten<T>(lists: AsyncIterable<readonly T[]>): AsyncGenerator<T, void, undefined> {
  for await (const list of lists) yield* list
}
