import type { BucketOptions } from '../options.ts'
import { HIVE, type KeyForm } from './key-forms.ts'
import type { Partition } from './types.ts'

type PathOptions = Pick<BucketOptions, 'trailPrefix' | 'trailSuffix' | 'organizationId'>

/** `PREFIX AWSLogs/ SUFFIX [ORG/]`: the folder of the accounts. */
export function accountsBase(options: PathOptions): string {
  const organization = options.organizationId ? `${options.organizationId}/` : ''
  return `${options.trailPrefix}AWSLogs/${options.trailSuffix}${organization}`
}

/** How a layout names the folders of accounts, services and regions. */
export interface FolderNames {
  readonly account: string
  readonly service: string
  readonly region: string
  /** How keys go on behind the region, where it is not as the type has it. */
  readonly form?: KeyForm
}

export const PLAIN_NAMES: FolderNames = { account: '', service: '', region: '' }

/** As Hive has them: `aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/`. */
export const HIVE_NAMES: FolderNames = {
  account: 'aws-account-id=',
  service: 'aws-service=',
  region: 'aws-region=',
  form: HIVE,
}

/** An account that has a folder of its own. */
export interface Account {
  readonly id: string
  readonly names: FolderNames
}

/** The account of a folder, if it is one's. */
export function accountOfFolder(folder: string): Account | undefined {
  const name = folderName(folder)
  const names = name.startsWith(HIVE_NAMES.account) ? HIVE_NAMES : PLAIN_NAMES
  const id = name.slice(names.account.length)
  return /^\d{12}$/.test(id) ? { id, names } : undefined
}

/** The folder of the regions of an account, for a service's folder such as `CloudTrail`. */
export function regionsBase(options: PathOptions, { id, names }: Account, service: string): string {
  return `${accountsBase(options)}${names.account}${id}/${names.service}${service}/`
}

/** The partition of an account and region. */
export function regionPartition(options: PathOptions, service: string, account: Account, region: string): Partition {
  const { id: accountId, names } = account
  const prefix = `${regionsBase(options, account, service)}${names.region}${region}/`
  return { accountId, region, prefix, ...(names.form && { form: names.form }) }
}

/** The last folder of a common prefix: `a/b/` gives `b`. */
export function folderName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/', folder.length - 2) + 1, -1)
}

/** `A/R`, or the bucket's name where a layout has no regions: how lines name a partition. */
export function partitionName(partition: Partition, bucket: string): string {
  return partition.region === undefined ? bucket : `${partition.accountId}/${partition.region}`
}
