import type { BucketType } from '../../buckets/contract.ts'
import { mapOrdered } from '../../concurrency/map-ordered.ts'
import type { BucketOptions } from '../../options.ts'
import type { Day } from '../../walker/day.ts'
import { listPartitions } from '../../walker/list-partitions.ts'
import { surveyPartition } from '../../walker/survey.ts'
import type { BucketContext, Partition } from '../../walker/types.ts'
import { flatten } from '../../walker/walk-bucket.ts'
import type { RunLook } from '../look-at-run.ts'
import type { AuditedRegion, IdleFlag } from './contract.ts'
import { Tally } from './tally.ts'

export interface Bounds {
  readonly earliest: Day
  /** Milliseconds since 1970. */
  readonly lateBefore: number
}

export interface Inspection {
  readonly since: Day | undefined
  readonly regions: readonly AuditedRegion[]
  readonly idle: readonly IdleFlag[]
  /** `ACCOUNT REGION` of everything that the flags select. */
  readonly read: ReadonlySet<string>
}

/** Examines all partitions of a run, several at a time. */
export async function inspect({ type, bucket }: RunLook, { earliest, lateBefore }: Bounds): Promise<Inspection> {
  const tally = new Tally(lateBefore)
  const read = new Set<string>()
  const remembered = new Set<string>()
  let since: Day | undefined
  const items = bucket.connection.tuning.maxConcurrentRequests
  const surveys = mapOrdered(flatten(listPartitions(type, bucket)), { items }, async ({ partition }) => {
    if (partition === undefined) return undefined
    const survey = await surveyPartition(type, partition, bucket, earliest)
    await tally.add(survey)
    return survey
  })
  for await (const survey of surveys) {
    if (survey === undefined) continue
    const { partition, state } = survey.opened.context
    read.add(nameOf(partition))
    if (state.lastKey !== undefined) remembered.add(nameOf(partition))
    if (since === undefined || survey.since < since) since = survey.since
  }
  const alive = new Set([...remembered, ...tally.regions.map(({ account, region }) => `${account} ${region}`)])
  return { since, regions: tally.regions, idle: idleFlags(bucket.options, alive), read }
}

/** Finds flags that match neither objects in the bucket nor rows of the state. @param alive `ACCOUNT REGION` */
function idleFlags({ bucket, accountIds, regions }: BucketOptions, alive: ReadonlySet<string>): readonly IdleFlag[] {
  if (alive.size === 0) return [{ flag: '--bucket', value: bucket }]
  const names = [...alive]
  const idleAccounts = accountIds.filter((id) => !names.some((name) => name.startsWith(`${id} `)))
  const idleRegions = regions.filter((region) => !names.some((name) => name.endsWith(` ${region}`)))
  return [
    ...idleAccounts.map((value) => ({ flag: '--aws_account_id' as const, value })),
    ...idleRegions.map((value) => ({ flag: '--regions' as const, value })),
  ]
}

/** `ACCOUNT REGION` of all objects of a type in the bucket, whatever the flags select. */
export async function regionsInBucket(type: BucketType, bucket: BucketContext): Promise<ReadonlySet<string>> {
  const options = { ...bucket.options, accountIds: [], regions: [] }
  // If accounts and regions have folders, the folders suffice.
  const { split, ...rules } = type
  const found = type.layout.kind === 'aws-logs' ? rules : type
  const names = new Set<string>()
  for await (const { partitions } of listPartitions(found, { ...bucket, options }))
    for (const partition of partitions) names.add(nameOf(partition))
  return names
}

const nameOf = ({ accountId, region = '' }: Partition): string => `${accountId} ${region}`
