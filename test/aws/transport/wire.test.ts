import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../src/aws/index.ts'
import { type LocalAws, startLocalAws } from '../../helpers/local-aws/index.ts'
import { connectAs, disconnectAll, type Setup } from '../connect.ts'
import { makeCertificate } from './certificates.ts'
import { startProxy, startTlsFront, type TestProxy } from './proxy-server.ts'

/** A call, how it was set up, and where it must go, as which service of which region it is signed. */
interface Row {
  readonly call: string
  readonly setup: Setup
  readonly host: string
  readonly path: string
  readonly scope: string
}

const CALLS: Readonly<Record<string, (connection: Connection) => Promise<unknown>>> = {
  s3: ({ objects }) => objects.list({ bucket: 'trail-bucket', prefix: '' }),
  get: ({ objects }) => objects.get('trail-bucket', 'a b'),
  sts: (connection) => connection.identity(),
  'ec2 of eu-west-1': (connection) => connection.flowLogs('eu-west-1'),
  'logs of us-east-2': async (connection) => (await connection.logs('us-east-2')).groups(''),
  'inspector of eu-west-1': async (connection) => {
    for await (const _ of (await connection.findings('eu-west-1')).pages(new Date(0), new Date())) break
  },
  sqs: (connection) => connection.queue('q'),
}

const region = (name: string, ...keys: string[]) => `[default]\n${[`region = ${name}`, ...keys].join('\n')}\n`
const credentials = (profile: string, name: string) =>
  `[${profile}]\naws_access_key_id = testing\naws_secret_access_key = testing\nregion = ${name}\n`
const VPCE = 'https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-2.vpce.amazonaws.com'
const us1 = region('us-east-1')

// biome-ignore format: a table
const TABLE: readonly Row[] = [
  { call: 's3', setup: {}, host: 'trail-bucket.s3.amazonaws.com', path: '/', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: region('eu-west-1') }, host: 'trail-bucket.s3.eu-west-1.amazonaws.com', path: '/', scope: 'eu-west-1/s3' },
  { call: 'get', setup: { config: region('eu-west-1') }, host: 'trail-bucket.s3.eu-west-1.amazonaws.com', path: '/a%20b', scope: 'eu-west-1/s3' },
  { call: 's3', setup: { env: { AWS_DEFAULT_REGION: 'eu-west-3' } }, host: 'trail-bucket.s3.eu-west-3.amazonaws.com', path: '/', scope: 'eu-west-3/s3' },
  { call: 's3', setup: { config: region('eu-west-1', 'default.s3.addressing_style = path') }, host: 's3.eu-west-1.amazonaws.com', path: '/trail-bucket', scope: 'eu-west-1/s3' },
  { call: 's3', setup: { config: region('eu-west-1', 'default.s3.use_accelerate_endpoint = true') }, host: 'trail-bucket.s3-accelerate.amazonaws.com', path: '/', scope: 'eu-west-1/s3' },
  // VPC endpoints: path style, signed for the endpoint's region whatever the profile's.
  { call: 's3', setup: { config: us1, options: { serviceEndpoint: VPCE } }, host: VPCE.slice(8), path: '/trail-bucket', scope: 'us-east-2/s3' },
  { call: 's3', setup: { config: region('us-east-2', 'default.s3.addressing_style = virtual'), options: { serviceEndpoint: VPCE } }, host: `trail-bucket.${VPCE.slice(8)}`, path: '/', scope: 'us-east-2/s3' },
  { call: 's3', setup: { config: us1, options: { serviceEndpoint: 'https://s3.internal.example.com/base' } }, host: 's3.internal.example.com', path: '/base/trail-bucket', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: us1, env: { AWS_ENDPOINT_URL_S3: 'https://s3.internal.example.com' } }, host: 's3.internal.example.com', path: '/trail-bucket', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: region('us-east-1', 'endpoint_url = https://s3.internal.example.com') }, host: 's3.internal.example.com', path: '/trail-bucket', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: us1, env: { AWS_ENDPOINT_URL_S3: 's3.internal.example.com' } }, host: 's3.internal.example.com', path: '/trail-bucket', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: region('us-east-1', 'endpoint_url = https://s3.internal.example.com', 'ignore_configured_endpoint_urls = true') }, host: 'trail-bucket.s3.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/s3' },
  // The region of the credentials file, where nothing else names one.
  { call: 's3', setup: { credentials: credentials('default', 'us-gov-west-1') }, host: 'trail-bucket.s3.us-gov-west-1.amazonaws.com', path: '/', scope: 'us-gov-west-1/s3' },
  { call: 'sqs', setup: { credentials: credentials('dev', 'eu-west-1'), options: { profile: 'dev' } }, host: 'sqs.eu-west-1.amazonaws.com', path: '/', scope: 'eu-west-1/sqs' },
  { call: 'sqs', setup: { credentials: credentials('dev', 'eu-west-1'), env: { AWS_PROFILE: 'dev' } }, host: 'sqs.eu-west-1.amazonaws.com', path: '/', scope: 'eu-west-1/sqs' },
  { call: 'sqs', setup: { config: us1, credentials: credentials('default', 'eu-west-1') }, host: 'sqs.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/sqs' },
  { call: 'sqs', setup: { env: { AWS_DEFAULT_REGION: 'eu-west-3' }, credentials: credentials('default', 'eu-west-1') }, host: 'sqs.eu-west-3.amazonaws.com', path: '/', scope: 'eu-west-3/sqs' },
  // FIPS and dual stack.
  { call: 's3', setup: { config: us1, env: { AWS_USE_FIPS_ENDPOINT: 'true' } }, host: 'trail-bucket.s3-fips.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/s3' },
  { call: 's3', setup: { config: region('us-east-1', 'use_dualstack_endpoint = true') }, host: 'trail-bucket.s3.dualstack.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/s3' },
  { call: 'sts', setup: { config: region('us-east-2', 'use_fips_endpoint = true') }, host: 'sts-fips.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/sts' },
  { call: 'logs of us-east-2', setup: { config: region('us-east-1', 'use_fips_endpoint = true') }, host: 'logs-fips.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/logs' },
  { call: 'logs of us-east-2', setup: { config: us1, options: { serviceEndpoint: 'https://logs-fips.us-east-2.amazonaws.com' } }, host: 'logs-fips.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/logs' },
  { call: 'logs of us-east-2', setup: { config: us1, env: { AWS_USE_FIPS_ENDPOINT: 'true' }, options: { serviceEndpoint: 'https://logs-fips.us-east-2.amazonaws.com' } }, host: 'logs-fips.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/logs' },
  // Other partitions.
  { call: 's3', setup: { config: us1, options: { regions: ['us-gov-east-1'] } }, host: 'trail-bucket.s3.us-gov-east-1.amazonaws.com', path: '/', scope: 'us-gov-east-1/s3' },
  { call: 's3', setup: { config: us1, options: { regions: ['cn-north-1'] } }, host: 'trail-bucket.s3.cn-north-1.amazonaws.com.cn', path: '/', scope: 'cn-north-1/s3' },
  { call: 's3', setup: { config: us1, options: { regions: ['eu-west-1'] } }, host: 'trail-bucket.s3.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/s3' },
  { call: 'sts', setup: { config: us1, options: { regions: ['cn-north-1'] } }, host: 'sts.cn-north-1.amazonaws.com.cn', path: '/', scope: 'cn-north-1/sts' },
  // STS: at --sts_endpoint, never at --service_endpoint.
  { call: 'sts', setup: {}, host: 'sts.amazonaws.com', path: '/', scope: 'us-east-1/sts' },
  { call: 'sts', setup: { config: us1, options: { serviceEndpoint: VPCE } }, host: 'sts.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/sts' },
  { call: 'sts', setup: { config: us1, options: { stsEndpoint: 'https://sts.us-east-2.amazonaws.com' } }, host: 'sts.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/sts' },
  { call: 'sts', setup: { config: us1, options: { stsEndpoint: 'https://vpce-1a2b.sts.us-east-2.vpce.amazonaws.com' } }, host: 'vpce-1a2b.sts.us-east-2.vpce.amazonaws.com', path: '/', scope: 'us-east-2/sts' },
  // EC2, Logs and Inspector: the region that is asked for, not the profile's; not at an endpoint of S3.
  { call: 'ec2 of eu-west-1', setup: { config: us1, options: { serviceEndpoint: VPCE } }, host: 'ec2.eu-west-1.amazonaws.com', path: '/', scope: 'eu-west-1/ec2' },
  { call: 'ec2 of eu-west-1', setup: { config: us1, options: { serviceEndpoint: 'https://aws.internal.example.com' } }, host: 'aws.internal.example.com', path: '/', scope: 'eu-west-1/ec2' },
  { call: 'logs of us-east-2', setup: { config: us1 }, host: 'logs.us-east-2.amazonaws.com', path: '/', scope: 'us-east-2/logs' },
  { call: 'inspector of eu-west-1', setup: { config: us1 }, host: 'inspector2.eu-west-1.amazonaws.com', path: '/findings/list', scope: 'eu-west-1/inspector2' },
  { call: 'sqs', setup: { config: us1, options: { serviceEndpoint: VPCE } }, host: 'sqs.us-east-1.amazonaws.com', path: '/', scope: 'us-east-1/sqs' },
  { call: 'sqs', setup: { config: us1, options: { serviceEndpoint: 'https://vpce-1a2b.sqs.us-east-2.vpce.amazonaws.com' } }, host: 'vpce-1a2b.sqs.us-east-2.vpce.amazonaws.com', path: '/', scope: 'us-east-2/sqs' },
]

let aws: LocalAws
let front: Awaited<ReturnType<typeof startTlsFront>>
let proxy: TestProxy
let caFile: string
beforeAll(async () => {
  aws = await startLocalAws()
  const certificate = await makeCertificate('localhost', ...new Set(TABLE.map(({ host }) => host)))
  caFile = certificate.certFile
  front = await startTlsFront(aws.port, certificate)
  // Every name leads to the local AWS: the proxy resolves, as proxies do.
  proxy = await startProxy({ leadTo: front.port })
})
afterAll(() => Promise.all([aws.stop(), front.stop(), proxy.stop()]))
beforeEach(() => aws.requests.clear())
afterEach(disconnectAll)

test.each(TABLE)(
  'the call $call goes to the path $path of $host, signed for $scope',
  async ({ call, setup, host, path, scope }) => {
    const env = { AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: caFile, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
    const connection = await connectAs(undefined, { ...setup, env: { ...env, ...setup.env } })
    // Whether such a bucket or queue exists is not the question.
    await CALLS[call]!(connection).catch(() => {})
    const [request] = aws.requests.all
    expect(request).toMatchObject({ host, path })
    expect(`${request?.scope?.region}/${request?.scope?.service}`).toBe(scope)
    expect(proxy.seen.at(-1)).toBe(`CONNECT ${host}:443`)
  },
)

test.each<[string, Setup]>([
  ['AWS_ENDPOINT_URL_S3', { env: { AWS_ENDPOINT_URL_S3: 'ftp://host' } }],
  ['AWS_ENDPOINT_URL', { env: { AWS_ENDPOINT_URL: 'a host' } }],
  ['endpoint_url', { config: region('us-east-1', 'endpoint_url = http://') }],
  [
    's3.endpoint_url',
    { config: `${region('us-east-1', 'services = x')}[services x]\ns3 =\n  endpoint_url = a host\n` },
  ],
])('a value of %s that is no endpoint ends the run with exit 17 and is named', async (name, setup) => {
  const asked = connectAs(undefined, { ...setup, env: { AWS_ENDPOINT_URL: undefined, ...setup.env } })
  const failure = await asked.then(CALLS.s3).catch((cause: unknown) => cause)
  expect(failure).toMatchObject({ exitCode: 17 })
  expect((failure as Error).message).toMatch(`Invalid key or value found in config ${name}: `)
})
