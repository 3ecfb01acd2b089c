import { EC2Client } from '@aws-sdk/client-ec2'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import {
  authority,
  bucketEndpoint,
  type Endpoint,
  hostRegion,
  hostService,
  serviceEndpoint,
} from '../../src/aws/endpoints.ts'

/** What AWS's own rules answer, from the clients of its SDK. */
interface Rules {
  readonly config: {
    endpointProvider(parameters: object): { url: URL; properties?: { authSchemes?: { signingRegion?: string }[] } }
  }
}
const clients = {
  s3: new S3Client({ region: 'us-east-1' }),
  sts: new STSClient({ region: 'us-east-1' }),
  ec2: new EC2Client({ region: 'us-east-1' }),
} as unknown as Record<string, Rules>

function rulesOf(service: string, parameters: object): { url: string; signingRegion: string | undefined } {
  const { url, properties } = clients[service]!.config.endpointProvider({
    UseFIPS: false,
    UseDualStack: false,
    ...parameters,
  })
  return { url: url.href.replace(/\/$/, ''), signingRegion: properties?.authSchemes?.[0]?.signingRegion }
}

function urlOf(endpoint: Endpoint): string {
  return `${endpoint.protocol}//${authority(endpoint)}${endpoint.path}`
}

const REGIONS = ['us-east-1', 'eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'ap-southeast-7', 'xx-new-1']
const VARIANTS = [
  { fips: false, dualStack: false },
  { fips: true, dualStack: false },
  { fips: false, dualStack: true },
  { fips: true, dualStack: true },
]

describe('the endpoint of a bucket is the one that the SDK resolves', () => {
  const cases = REGIONS.flatMap((region) =>
    VARIANTS.flatMap((variant) =>
      (['auto', 'path'] as const).flatMap((addressingStyle) =>
        ['trail-bucket', 'dotted.bucket'].map((bucket) => ({ region, ...variant, addressingStyle, bucket })),
      ),
    ),
  )
  // AWS has none of these, and its rules refuse them.
  const exists = ({ region, fips, dualStack }: (typeof cases)[number]) =>
    !(region.startsWith('cn-') && fips) && !(region.startsWith('us-iso') && (fips || dualStack))

  test.each(cases.filter(exists))('$region $bucket $addressingStyle fips:$fips dual:$dualStack', (query) => {
    const ours = bucketEndpoint(query)
    const { bucket: Bucket, region: Region, fips, dualStack, addressingStyle } = query
    const ForcePathStyle = addressingStyle === 'path'
    const theirs = rulesOf('s3', { Bucket, Region, UseFIPS: fips, UseDualStack: dualStack, ForcePathStyle })
    expect({ url: urlOf(ours), signingRegion: ours.region }).toEqual(theirs)
  })

  test.each([false, true])('with acceleration, dual stack %j', (dualStack) => {
    const query = {
      region: 'eu-west-1',
      bucket: 'trail-bucket',
      addressingStyle: 'auto',
      accelerate: true,
      dualStack,
    } as const
    const theirs = rulesOf('s3', {
      Bucket: 'trail-bucket',
      Region: 'eu-west-1',
      Accelerate: true,
      UseDualStack: dualStack,
    })
    expect(urlOf(bucketEndpoint(query))).toBe(theirs.url)
  })

  test.each([
    ['http://127.0.0.1:9000', 'trail-bucket', 'auto'],
    ['http://minio.local:9000/base/', 'trail-bucket', 'auto'],
    ['https://minio.local', 'trail-bucket', 'virtual'],
    ['https://minio.local/base', 'trail-bucket', 'virtual'],
    ['https://minio.local', 'dotted.bucket', 'virtual'],
    ['http://minio.local', 'dotted.bucket', 'virtual'],
    ['http://127.0.0.1:9000', 'trail-bucket', 'virtual'],
    ['https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'trail-bucket', 'auto'],
  ] as const)('with a custom endpoint %s, bucket %s, addressing style %s', (custom, bucket, addressingStyle) => {
    const ours = bucketEndpoint({ custom, bucket, addressingStyle, region: 'us-east-1' })
    const ForcePathStyle = addressingStyle !== 'virtual'
    const theirs = rulesOf('s3', { Bucket: bucket, Region: 'us-east-1', Endpoint: custom, ForcePathStyle })
    expect({ url: urlOf(ours), signingRegion: ours.region }).toEqual(theirs)
  })

  test('without a region: the global one, signed for us-east-1', () => {
    const ours = bucketEndpoint({ bucket: 'trail-bucket', addressingStyle: 'auto' })
    expect([urlOf(ours), ours.region]).toEqual(['https://trail-bucket.s3.amazonaws.com', 'us-east-1'])
  })

  test('with acceleration, which has no custom, FIPS or dotted form', () => {
    const query = { bucket: 'trail-bucket', region: 'us-east-1', addressingStyle: 'auto', accelerate: true } as const
    expect(urlOf(bucketEndpoint({ ...query, custom: 'http://10.0.0.1:1' }))).toBe('http://10.0.0.1:1/trail-bucket')
    expect(urlOf(bucketEndpoint({ ...query, fips: true }))).toBe('https://trail-bucket.s3-fips.us-east-1.amazonaws.com')
    expect(urlOf(bucketEndpoint({ ...query, bucket: 'a.b.c' }))).toBe('https://s3.us-east-1.amazonaws.com/a.b.c')
  })
})

describe('the endpoint of STS and EC2 is the one that the SDK resolves', () => {
  const cases = (['sts', 'ec2'] as const).flatMap((service) =>
    REGIONS.flatMap((region) => VARIANTS.map((variant) => ({ service, region, ...variant }))),
  )
  test.each(cases.filter(({ region }) => !region.startsWith('us-iso')))(
    '$service $region fips:$fips dual:$dualStack',
    ({ service, ...query }) => {
      const { region: Region, fips: UseFIPS, dualStack: UseDualStack } = query
      expect(urlOf(serviceEndpoint(service, query))).toBe(rulesOf(service, { Region, UseFIPS, UseDualStack }).url)
    },
  )

  test('without a region: the global one of STS', () => {
    const ours = serviceEndpoint('sts', {})
    expect([urlOf(ours), ours.region]).toEqual(['https://sts.amazonaws.com', 'us-east-1'])
  })
})

describe('a host name', () => {
  test.each([
    ['s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
    ['s3-eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
    ['trail-bucket.s3.dualstack.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
    ['s3-fips.us-gov-west-1.amazonaws.com', 's3', 'us-gov-west-1'],
    ['bucket.vpce-1a2b3c4d-5e6f.s3.us-east-2.vpce.amazonaws.com', 's3', 'us-east-2'],
    ['s3.cn-north-1.amazonaws.com.cn', 's3', 'cn-north-1'],
    ['s3.amazonaws.com', 's3', undefined],
    ['s3-accelerate.amazonaws.com', 's3', undefined],
    ['logs-fips.us-east-2.amazonaws.com', 'logs', 'us-east-2'],
    ['vpce-1a2b.logs.us-east-2.vpce.amazonaws.com', 'logs', 'us-east-2'],
    ['STS.us-east-2.AmazonAWS.com', 'sts', 'us-east-2'],
    ['sts.us-east-2.api.aws', 'sts', 'us-east-2'],
    ['inspector2.eu-central-1.amazonaws.com', 'inspector2', 'eu-central-1'],
    ['minio.local', undefined, undefined],
    ['s3.us-east-1.example.com', undefined, undefined],
    ['127.0.0.1', undefined, undefined],
  ])('%s is of the service %s and the region %s', (host, service, region) => {
    expect([hostService(host), hostRegion(host)]).toEqual([service, region])
  })

  test('that is an IPv6 address keeps its brackets', () => {
    expect(urlOf(serviceEndpoint('ec2', { custom: 'http://[::1]:4566', region: 'us-east-1' }))).toBe(
      'http://[::1]:4566',
    )
  })
})
