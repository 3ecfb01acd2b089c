import type { BucketOptions } from '../options.ts'
import { HIVE, type KeyForm } from './key-forms.ts'
import type { Partition } from './types.ts'

type PathOptions = Pick<BucketOptions, 'trailPrefix' | 'trailSuffix' | 'organizationId'>

/** @returns the folder of the accounts, `PREFIX AWSLogs/ SUFFIX [ORG/]` */
export function accountsBase(options: PathOptions): string {
  const organization = options.organizationId ? `${options.organizationId}/` : ''
  return `${options.trailPrefix}AWSLogs/${options.trailSuffix}${organization}`
}

/** The starts of the names of folders. */
export interface FolderNames {
  readonly account: string
  readonly service: string
  readonly region: string
  /** The format of the keys after the region. Default: the type's. */
  readonly form?: KeyForm | undefined
}

export const PLAIN_NAMES: FolderNames = { account: '', service: '', region: '' }

/** Hive's names: `aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/`. */
export const HIVE_NAMES: FolderNames = {
  account: 'aws-account-id=',
  service: 'aws-service=',
  region: 'aws-region=',
  form: HIVE,
}

export interface Account {
  readonly id: string
  readonly names: FolderNames
}

/** @returns undefined if it is not the folder of an account */
export function accountOfFolder(folder: string): Account | undefined {
  const name = folderName(folder)
  const names = name.startsWith(HIVE_NAMES.account) ? HIVE_NAMES : PLAIN_NAMES
  const id = name.slice(names.account.length)
  return /^\d{12}$/.test(id) ? { id, names } : undefined
}

/** @param service folder of the service, such as `CloudTrail` @returns the folder of the regions of an account */
export function regionsBase(options: PathOptions, { id, names }: Account, service: string): string {
  return `${accountsBase(options)}${names.account}${id}/${names.service}${service}/`
}

export function regionPartition(options: PathOptions, service: string, account: Account, region: string): Partition {
  const { id: accountId, names } = account
  const prefix = `${regionsBase(options, account, service)}${names.region}${region}/`
  return { accountId, region, prefix, form: names.form }
}

/** @returns the last folder of a common prefix: `b` of `a/b/` */
export function folderName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/', folder.length - 2) + 1, -1)
}

/** @returns the name of a partition in lines: `ACCOUNT/REGION`, or the bucket if the layout has no regions */
export function partitionName(partition: Partition, bucket: string): string {
  return partition.region === undefined ? bucket : `${partition.accountId}/${partition.region}`
}
