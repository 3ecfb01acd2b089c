import type { Partition } from '../buckets/types.ts'
import type { BucketOptions } from '../options.ts'

type PathOptions = Pick<BucketOptions, 'trailPrefix' | 'trailSuffix' | 'organizationId'>

/** `PREFIX AWSLogs/ SUFFIX [ORG/]`: the folder of the accounts. */
export function accountsBase(options: PathOptions): string {
  const organization = options.organizationId ? `${options.organizationId}/` : ''
  return `${options.trailPrefix}AWSLogs/${options.trailSuffix}${organization}`
}

/** The folder of the regions of an account, for a service's folder such as `CloudTrail`. */
export function regionsBase(options: PathOptions, accountId: string, service: string): string {
  return `${accountsBase(options)}${accountId}/${service}/`
}

/** The partition of an account and region. */
export function regionPartition(options: PathOptions, service: string, accountId: string, region: string): Partition {
  return { accountId, region, prefix: `${regionsBase(options, accountId, service)}${region}/` }
}

/** The last folder of a common prefix: `a/b/` gives `b`. */
export function folderName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/', folder.length - 2) + 1, -1)
}

/** `A/R`, or the bucket's name where a layout has no regions: how lines name a partition. */
export function partitionName(partition: Partition, bucket: string): string {
  return partition.region === undefined ? bucket : `${partition.accountId}/${partition.region}`
}
