import type { BucketType } from '../../buckets/contract.ts'
import { listPartitions } from '../../walker/list-partitions.ts'
import type { BucketContext, Partition } from '../../walker/types.ts'

type Filter = '--aws_account_id' | '--regions'

export interface FoundPartition {
  readonly partition: Partition
  /** The flags that exclude it; empty if a run lists it. */
  readonly excludedBy: readonly Filter[]
}

/** Sets of filters to drop, the smallest first. */
const WITHOUT: readonly (readonly Filter[])[] = [
  [],
  ['--aws_account_id'],
  ['--regions'],
  ['--aws_account_id', '--regions'],
]

/** Finds the partition of a key. @returns undefined if no run of the type lists it */
export async function findPartition(
  type: BucketType,
  bucket: BucketContext,
  key: string,
): Promise<FoundPartition | undefined> {
  const { accountIds, regions } = bucket.options
  for (const excludedBy of WITHOUT) {
    const options = {
      ...bucket.options,
      accountIds: excludedBy.includes('--aws_account_id') ? [] : accountIds,
      regions: excludedBy.includes('--regions') ? [] : regions,
    }
    const partition = await search(type, { ...bucket, options }, key)
    if (partition !== undefined) return { partition, excludedBy }
    if (accountIds.length + regions.length === 0) return undefined
  }
  return undefined
}

/** Several flow logs list the same keys: the flow log in the key decides. */
async function search(type: BucketType, bucket: BucketContext, key: string): Promise<Partition | undefined> {
  const found: Partition[] = []
  for await (const { partitions } of listPartitions(type, bucket)) {
    found.push(...partitions.filter((partition) => isIn(partition, key)))
  }
  return found.find(({ flowLogId }) => flowLogId !== undefined && key.includes(flowLogId)) ?? found[0]
}

function isIn({ prefix, until, excludedFolders = [] }: Partition, key: string): boolean {
  return (
    key.startsWith(prefix) &&
    (until === undefined || key < until) &&
    !excludedFolders.some((folder) => key.startsWith(folder))
  )
}
