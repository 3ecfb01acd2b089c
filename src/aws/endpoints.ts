import { isIP } from 'node:net'
import { partitionOf } from './regions.ts'

export type Service = 's3' | 'sts' | 'ec2' | 'logs' | 'inspector' | 'inspector2' | 'sqs'

/** The target of a request, and the region for which it is signed. */
export interface Endpoint {
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  /** Empty: the default port of the protocol. */
  readonly port: string
  /** Path before that of the operation, without a slash at the end: empty, or `/bucket`. */
  readonly path: string
  readonly region: string
}

export interface EndpointQuery {
  /** Default: the service's global endpoint, or us-east-1 if it has none. */
  readonly region?: string | undefined
  /** URL of a custom endpoint. Default: the endpoint by AWS's rules. */
  readonly custom?: string | undefined
  readonly fips?: boolean
  readonly dualStack?: boolean
}

export interface BucketQuery extends EndpointQuery {
  readonly bucket: string
  readonly addressingStyle: 'auto' | 'path' | 'virtual'
  readonly accelerate?: boolean
}

/** The region to sign for if it is unknown: the region of the global endpoints. */
export const GLOBAL_REGION = 'us-east-1'

/**
 * Endpoint of a service other than S3.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export function serviceEndpoint(service: Exclude<Service, 's3'>, query: EndpointQuery): Endpoint {
  if (query.custom !== undefined) return customEndpoint(query.custom, query.region)
  const region = query.region ?? GLOBAL_REGION
  const { name, dnsSuffix, dualStackDnsSuffix } = partitionOf(region)
  // The plain names of GovCloud's hosts are already validated for FIPS.
  const fips = query.fips && !(name === 'aws-us-gov' && !query.dualStack) ? '-fips' : ''
  const suffix = query.dualStack ? dualStackDnsSuffix : dnsSuffix
  const global = service === 'sts' && query.region === undefined && !fips && !query.dualStack
  return https(global ? 'sts.amazonaws.com' : `${service}${fips}.${region}.${suffix}`, '', region)
}

/**
 * Endpoint of a bucket: `https://BUCKET.s3.REGION.amazonaws.com` or, path style,
 * `https://s3.REGION.amazonaws.com/BUCKET`. Custom endpoints use path style unless `virtual` is set.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketEndpoint(query: BucketQuery): Endpoint {
  const { bucket } = query
  if (query.custom !== undefined) {
    const base = customEndpoint(query.custom, query.region)
    const virtual = query.addressingStyle === 'virtual' && isIP(base.hostname) === 0 && fitsHost(bucket, base.protocol)
    return inBucket(base, bucket, virtual)
  }
  const region = query.region ?? GLOBAL_REGION
  const virtual = query.addressingStyle !== 'path' && fitsHost(bucket, 'https:')
  if (query.accelerate && virtual && !query.fips) return inBucket(accelerated(query, region), bucket, true)
  return inBucket(https(s3Host(query), '', region), bucket, virtual)
}

function s3Host(query: EndpointQuery): string {
  const { region } = query
  const { dnsSuffix } = partitionOf(region ?? GLOBAL_REGION)
  if (region === undefined && !query.fips && !query.dualStack) return `s3.${dnsSuffix}`
  return `s3${query.fips ? '-fips' : ''}${query.dualStack ? '.dualstack' : ''}.${region ?? GLOBAL_REGION}.${dnsSuffix}`
}

function accelerated(query: EndpointQuery, region: string): Endpoint {
  return https(`s3-accelerate${query.dualStack ? '.dualstack' : ''}.${partitionOf(region).dnsSuffix}`, '', region)
}

function inBucket(base: Endpoint, bucket: string, virtual: boolean): Endpoint {
  if (virtual) return { ...base, hostname: `${bucket}.${base.hostname}` }
  return { ...base, path: `${base.path}/${bucket}` }
}

/** S3's wildcard certificate does not cover a name with dots. */
function fitsHost(bucket: string, protocol: string): boolean {
  const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
  const name = protocol === 'http:' ? `${label}(?:\\.${label})*` : label
  return bucket.length >= 3 && bucket.length <= 63 && isIP(bucket) === 0 && new RegExp(`^${name}$`).test(bucket)
}

function https(hostname: string, path: string, region: string): Endpoint {
  return { protocol: 'https:', hostname, port: '', path, region }
}

function customEndpoint(text: string, region: string | undefined): Endpoint {
  const url = new URL(text)
  return {
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname.replace(/\/+$/, ''),
    region: hostRegion(url.hostname) ?? region ?? GLOBAL_REGION,
  }
}

// logs-fips.us-east-2.amazonaws.com, bucket.vpce-1a2b.s3.us-east-2.vpce.amazonaws.com, s3.dualstack.cn-north-1.amazonaws.com.cn, sts.us-east-2.api.aws
const AWS_HOST =
  /(?:^|\.)(s3|sts|ec2|logs|inspector2?|sqs)(?:-fips|-accelerate|-control)?(?:\.dualstack)?(?:[.-](?!fips)([a-z]{2,4}(?:-[a-z]+)+-\d+))?(?:\.vpce)?\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|api\.(?:aws|amazonwebservices\.(?:com\.cn|eu))|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/

/** @returns the region in a host name of AWS, which requests there must be signed for; undefined for other and global hosts */
export function hostRegion(hostname: string): string | undefined {
  return AWS_HOST.exec(hostname.toLowerCase())?.[2]
}

/** @returns the service in a host name of AWS; undefined for other hosts */
export function hostService(hostname: string): Service | undefined {
  return AWS_HOST.exec(hostname.toLowerCase())?.[1] as Service | undefined
}

/** @returns the host as in the `Host` header and in URLs, without the default port */
export function authority({ hostname, port }: Pick<Endpoint, 'hostname' | 'port'>): string {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname
  return port === '' ? host : `${host}:${port}`
}
