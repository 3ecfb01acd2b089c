import { bucketTypes } from '../../buckets/index.ts'
import type { Choice } from '../../cli/state-command.ts'
import { suggestion } from '../../cli/suggestion.ts'
import { bucketState } from '../../messages/state-command.ts'
import type { Database } from '../../state/database.ts'
import { storedPartitions, storedScans, storedStreams } from '../../state/stored.ts'
import type { TypedPartition } from './tables.ts'

/** The state of all buckets. @throws RunError 5 */
export async function partitionsOfAll(db: Database): Promise<readonly TypedPartition[]> {
  const found: TypedPartition[] = []
  for (const { name: type, table } of Object.values(bucketTypes)) {
    for (const partition of await storedPartitions(db, table)) found.push({ type, ...partition })
  }
  return found
}

/**
 * Suggests what was probably intended if the state has nothing for a bucket path and type: another account or region of
 * it, another type or path of the bucket, or a similar path.
 */
export async function nearestBucket(
  db: Database,
  { bucketPath, type }: { readonly bucketPath: string; readonly type: string },
  { bucket = '', accountIds, regions }: Choice,
): Promise<string | undefined> {
  const all = await partitionsOfAll(db)
  const same = all.filter((stored) => stored.bucketPath === bucketPath && stored.type === type)
  if (same.length > 0) {
    return nearest({
      '--aws_account_id': [accountIds, same.map(({ accountId }) => accountId)],
      '--regions': [regions, same.flatMap(({ region }) => region ?? [])],
    })
  }
  const name = (stored: TypedPartition | undefined) => stored && bucketState(stored.bucketPath, stored.type)
  const ofPath = all.find((stored) => stored.bucketPath === bucketPath)
  const inBucket = all.filter((stored) => stored.bucketPath.startsWith(`${bucket}/`))
  const near = suggestion(bucketPath, new Set(all.map((stored) => stored.bucketPath)))
  return (
    name(inBucket.find((stored) => stored.type === type)) ??
    name(ofPath ?? inBucket[0]) ??
    name(all.find((stored) => stored.bucketPath === near && stored.type === type)) ??
    near
  )
}

/** The same for log groups and regions. */
export async function nearestGroup(db: Database, { logGroups, regions }: Choice): Promise<string | undefined> {
  const all = await storedStreams(db)
  return nearest({
    '--aws_log_groups': [logGroups, all.map(({ group }) => group)],
    '--regions': [regions, all.map(({ region }) => region)],
  })
}

/** The same for accounts and regions of Inspector. */
export async function nearestScan(db: Database, { accountIds, regions }: Choice): Promise<string | undefined> {
  const all = await storedScans(db)
  return nearest({
    '--aws_account_id': [accountIds, all.map(({ accountId }) => accountId)],
    '--regions': [regions, all.map(({ region }) => region)],
  })
}

/** The values of a flag: those given, and those in the state. */
type FlagValues = readonly [given: readonly string[] | undefined, stored: readonly string[]]

/** @returns the first flag with a value that is not in the state, and the most similar value that is */
function nearest(flags: Readonly<Record<string, FlagValues>>): string | undefined {
  for (const [flag, [given = [], stored]] of Object.entries(flags)) {
    const wrong = given.find((value) => !stored.includes(value))
    const meant = wrong === undefined ? undefined : suggestion(wrong, new Set(stored))
    if (meant) return `${flag} ${meant}`
  }
  return undefined
}
