import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/aws/index.ts'
import { TokenBucket } from '../../../src/concurrency/token-bucket.ts'
import { type LocalAws, startLocalAws } from '../../helpers/local-aws/index.ts'
import { connectAs, disconnectAll } from '../connect.ts'
import { type Certificate, makeCertificate } from '../transport/certificates.ts'
import { startProxy, startTlsFront, type TestProxy } from '../transport/proxy-server.ts'

/** The example of the documentation, word by word but for the port and the two files. */
const documented = (port: number, bundle: string, pair: string) => `[profile dev]
region = us-east-1
output = json
max_attempts = 5
retry_mode = standard
dev.s3.max_concurrent_requests = 10
dev.s3.max_queue_size = 1000
dev.s3.multipart_threshold = 64MB
dev.s3.multipart_chunksize = 16MB
dev.s3.max_bandwidth = 50MB/s
dev.s3.use_accelerate_endpoint = true
dev.s3.addressing_style = virtual
dev.proxy.host = proxy.example.com
dev.proxy.port = ${port}
dev.proxy.username = your-proxy-username
dev.proxy.password = your-proxy-password
dev.proxy.ca_bundle = ${bundle}
dev.proxy.client_cert = ${pair}
dev.proxy.use_forwarding_for_https = true
signature_version = s3v4
`
const MB = 1024 ** 2
const HOST = 'trail-bucket.s3-accelerate.amazonaws.com'

let aws: LocalAws
let front: Awaited<ReturnType<typeof startTlsFront>>
let proxy: TestProxy
let certificate: Certificate
beforeAll(async () => {
  aws = await startLocalAws()
  certificate = await makeCertificate(HOST)
  front = await startTlsFront(aws.port, certificate)
  proxy = await startProxy({ leadTo: front.port, user: 'your-proxy-username', password: 'your-proxy-password' })
})
afterAll(() => Promise.all([aws.stop(), front.stop(), proxy.stop()]))
beforeEach(() => {
  aws.requests.clear()
  aws.faults.clear()
})
afterEach(disconnectAll)

function connectDev(): Promise<Connection> {
  return connectAs(undefined, {
    options: { profile: 'dev' },
    config: documented(proxy.port, certificate.certFile, certificate.pairFile),
    env: { AWS_ENDPOINT_URL: undefined },
    overrides: {
      lookup: (name, options, done) => {
        if (name !== 'proxy.example.com') return done(new Error(`${name} is not to be looked up here`), '', 4)
        return options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
      },
    },
  })
}

describe("with the profile of Wazuh's documentation", () => {
  test('all traffic goes through the proxy with its credentials, to the accelerated, virtual address', async () => {
    aws.s3.put('trail-bucket', 'k', 'body')
    const { objects } = await connectDev()
    await objects.list({ bucket: 'trail-bucket', prefix: '' })
    await (await objects.get('trail-bucket', 'k')).bytes()
    await objects.remove('trail-bucket', 'k')
    expect(aws.requests.all.map(({ host, path }) => `${host}${path}`)).toEqual([`${HOST}/`, `${HOST}/k`, `${HOST}/k`])
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${HOST}:443`]))
  })

  test('at most 10 GETs are in flight', async () => {
    for (let n = 0; n < 30; n++) aws.s3.put('trail-bucket', `k${n}`, 'body')
    aws.faults.add({ operation: 'GetObject', latencyMs: 5, together: 10 })
    const { objects, tuning } = await connectDev()
    await Promise.all(Array.from({ length: 30 }, async (_, n) => (await objects.get('trail-bucket', `k${n}`)).bytes()))
    expect(aws.requests.peakInFlight('GetObject')).toBe(10)
    expect(tuning.maxQueueSize).toBe(1000)
  })

  test('objects above 64 MB come in ranges of 16 MB, at no more than 50 MB/s', async () => {
    const size = 64 * MB + 1
    aws.s3.put('trail-bucket', 'large', new Uint8Array(size))
    aws.s3.put('trail-bucket', 'limit', new Uint8Array(64 * MB))
    const { objects } = await connectDev()
    const start = performance.now()
    expect((await (await objects.get('trail-bucket', 'large', size)).bytes()).length).toBe(size)
    // What the settings promise is a lower bound, which a slow machine does not break.
    expect((performance.now() - start) / 1000).toBeGreaterThan((size - 5 * MB) / (50 * MB) - 0.05)
    const ranges = aws.requests.of('GetObject').map(({ headers }) => headers.range)
    const starts = [0, 16, 32, 48, 64].map((mb) => mb * MB)
    expect(ranges.sort()).toEqual(starts.map((at) => `bytes=${at}-${Math.min(at + 16 * MB, size) - 1}`).sort())
    const whole = await objects.get('trail-bucket', 'limit', 64 * MB)
    for await (const _ of whole.chunks()) break
    expect(aws.requests.of('GetObject').at(-1)?.headers.range).toBeUndefined()
  })

  test('a call is made 5 times at most', async () => {
    aws.faults.add({ service: 's3', fault: 'reset' })
    const { objects } = await connectDev()
    await expect(objects.list({ bucket: 'trail-bucket', prefix: '' })).rejects.toMatchObject({ kind: 'unreachable' })
    expect(aws.requests.of('ListObjectsV2')).toHaveLength(5)
  })
})

describe('a bandwidth limit', () => {
  test('lets a tenth of a second pass, then gives each byte its time', () => {
    const bandwidth = new TokenBucket(1000)
    expect(bandwidth.take(100)).toBe(0)
    expect(bandwidth.take(500)).toBeGreaterThan(400)
    expect(bandwidth.take(500)).toBeGreaterThan(900)
  })

  test('of 0 holds nothing back', () => expect(new TokenBucket(0).take(1e12)).toBe(0))
})
