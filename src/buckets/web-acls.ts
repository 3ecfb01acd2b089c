import type { BucketOptions } from '../options.ts'
import { ahead } from '../pipeline/ahead.ts'
import { accountsBase, folderName, regionsBase } from '../walker/layouts.ts'
import { folders } from '../walker/list.ts'
import type { Partition, Split, WalkContext } from './types.ts'

// https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html

/** Web ACLs of CloudFront have this in place of a region. They belong to the region of all that is global. */
const GLOBAL = 'cloudfront'
const REGION_OF_GLOBAL = 'us-east-1'

/**
 * A partition for each web ACL that WAF itself logs, `AWSLogs/ACCOUNT/WAFLogs/REGION/ACL/`, beside the folders of days
 * that a delivery stream writes, if there are any: a bucket may have been moved from the one to the other.
 */
export async function splitByWebAcl(flat: Partition, context: WalkContext): Promise<Split> {
  const own = `${flat.prefix}AWSLogs/`
  const top = await folders(context.connection.objects, context.bucket, flat.prefix)
  const partitions = top.includes(own) ? await webAcls(context) : []
  if (partitions.length === 0) return { partitions: [flat] }
  const hasDays = top.some(isYear)
  return { partitions: hasDays ? [{ ...flat, until: own }, ...partitions] : partitions }
}

async function webAcls(context: WalkContext): Promise<Partition[]> {
  const { options, bucket, connection } = context
  const found = (await folders(connection.objects, bucket, accountsBase(options))).map(folderName)
  const accounts = found.filter((name) => /^\d{12}$/.test(name) && isAsked(options.accountIds, name))
  const items = connection.tuning.maxConcurrentRequests
  const partitions: Partition[] = []
  for await (const some of ahead(accounts, { items }, (accountId) => webAclsOf(accountId, context))) {
    partitions.push(...some)
  }
  return partitions
}

async function webAclsOf(accountId: string, { options, bucket, connection }: WalkContext): Promise<Partition[]> {
  const regions = await folders(connection.objects, bucket, regionsBase(options, accountId, 'WAFLogs'))
  const asked = regions.filter((folder) => isRegionAsked(options, folderName(folder)))
  const lists = await Promise.all(
    asked.map(async (base) => {
      const acls = await folders(connection.objects, bucket, base)
      // The days may also stand right under the region, with no web ACL between.
      const prefixes = acls.length > 0 && acls.every(isYear) ? [base] : acls
      return prefixes.map((prefix) => ({ accountId, region: folderName(base), prefix }))
    }),
  )
  return lists.flat()
}

function isYear(folder: string): boolean {
  return /^\d{4}$/.test(folderName(folder))
}

function isRegionAsked({ regions }: BucketOptions, name: string): boolean {
  return isAsked(regions, name === GLOBAL ? REGION_OF_GLOBAL : name)
}

/** Nothing asked for is everything. */
function isAsked(asked: readonly string[], name: string): boolean {
  return asked.length === 0 || asked.includes(name)
}
