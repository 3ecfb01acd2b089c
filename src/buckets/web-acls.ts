import { mapOrdered } from '../concurrency/map-ordered.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions } from '../options.ts'
import { accountsBase, folderName } from '../walker/layouts.ts'
import { folders } from '../walker/list.ts'
import type { BucketContext, Partition } from '../walker/types.ts'
import type { Split } from './contract.ts'

// https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html

/** Web ACLs of CloudFront have this name in place of a region. They belong to the region of global services. */
const GLOBAL = 'cloudfront'
const REGION_OF_GLOBAL = 'us-east-1'

/** A path that ends inside WAF's own layout, `AWSLogs/[ORG/]ACCOUNT/WAFLogs/REGION/`. */
const PATH = /(?:^|\/)AWSLogs\/(?:[^/]+\/)*?(?:(?<account>\d{12})\/(?:(?<waf>WAFLogs)\/(?:(?<region>[^/]+)\/)?)?)?$/

/**
 * Makes a partition for each web ACL that WAF logs itself, `AWSLogs/ACCOUNT/WAFLogs/REGION/ACL/`, beside the folders of
 * days of a delivery stream, if any: a bucket may have moved from one to the other.
 *
 * @throws RunError 18 if there are neither days nor accounts
 */
export async function splitByWebAcl(flat: Partition, context: BucketContext): Promise<Split> {
  const top = await folders(context.connection.objects, context.bucket, flat.prefix)
  const hasDays = top.some(isYear)
  if (PATH.test(flat.prefix)) {
    const partitions = await webAclsUnder(flat.prefix, context, hasDays)
    return { partitions: partitions.length > 0 ? partitions : [flat] }
  }
  const own = `${flat.prefix}AWSLogs/`
  const partitions = top.includes(own) ? await webAclsIn(accountsBase(context.options), context, hasDays) : []
  if (partitions.length === 0) return { partitions: [flat] }
  return { partitions: hasDays ? [{ ...flat, excludedFolders: [own] }, ...partitions] : partitions }
}

/** The web ACLs below a path that ends somewhere in WAF's layout. */
async function webAclsUnder(path: string, context: BucketContext, hasDays: boolean): Promise<Partition[]> {
  const { account, waf, region } = PATH.exec(path)?.groups ?? {}
  const { trailSuffix, organizationId } = context.options
  if (!account) return webAclsIn(path + trailSuffix + (organizationId ? `${organizationId}/` : ''), context, hasDays)
  if (region) return webAclsOfRegion(account, path, context)
  return webAclsOfAccount(account, waf ? path : `${path}WAFLogs/`, context)
}

async function webAclsIn(base: string, context: BucketContext, hasDays: boolean): Promise<Partition[]> {
  const { options, bucket, connection } = context
  const found = await folders(connection.objects, bucket, base)
  const accounts = found.filter((folder) => /^\d{12}$/.test(folderName(folder)))
  if (accounts.length === 0 && !hasDays) {
    throw new RunError(ExitCode.noLogsUnderPrefix, messages.noLogsFound(base, 'waf'))
  }
  const asked = accounts.filter((folder) => isAsked(options.accountIds, folderName(folder)))
  const items = connection.tuning.maxConcurrentRequests
  const lists = mapOrdered(asked, { items }, (folder) =>
    webAclsOfAccount(folderName(folder), `${folder}WAFLogs/`, context),
  )
  return (await Array.fromAsync(lists)).flat()
}

async function webAclsOfAccount(accountId: string, base: string, context: BucketContext): Promise<Partition[]> {
  const regions = await folders(context.connection.objects, context.bucket, base)
  const asked = regions.filter((folder) => isRegionAsked(context.options, folderName(folder)))
  return (await Promise.all(asked.map((folder) => webAclsOfRegion(accountId, folder, context)))).flat()
}

async function webAclsOfRegion(accountId: string, base: string, context: BucketContext): Promise<Partition[]> {
  const acls = await folders(context.connection.objects, context.bucket, base)
  // The days may also be directly under the region, without a web ACL between.
  const prefixes = acls.length > 0 && acls.every(isYear) ? [base] : acls
  return prefixes.map((prefix) => ({ accountId, region: folderName(base), prefix }))
}

function isYear(folder: string): boolean {
  return /^\d{4}$/.test(folderName(folder))
}

function isRegionAsked({ regions }: BucketOptions, name: string): boolean {
  return isAsked(regions, name === GLOBAL ? REGION_OF_GLOBAL : name)
}

/** An empty list selects everything. */
function isAsked(asked: readonly string[], name: string): boolean {
  return asked.length === 0 || asked.includes(name)
}
