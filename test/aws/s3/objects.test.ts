import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, test } from 'vitest'
import { AwsFailure } from '../../../src/aws/failure.ts'
import type { ListRequest, ObjectEntry, ObjectSource } from '../../../src/walker/types.ts'
import { FAULTS } from '../../helpers/local-aws/index.ts'
import { connectAs, type Setup, sharedAws } from '../connect.ts'

const aws = await sharedAws()
beforeEach(() => {
  aws.s3.buckets.clear()
})

async function source(setup: Setup = {}): Promise<ObjectSource> {
  return (await connectAs(aws.url, setup)).objects
}

async function everything(objects: ObjectSource, request: ListRequest): Promise<ObjectEntry[]> {
  const entries: ObjectEntry[] = []
  for (let token: string | undefined; ; ) {
    const page = await objects.list({ ...request, ...(token && { continuationToken: token }) })
    entries.push(...page.objects)
    token = page.nextToken
    if (token === undefined) return entries
  }
}

async function failureOf(promise: Promise<unknown>): Promise<AwsFailure> {
  const failure = await promise.catch((error: unknown) => error)
  if (!(failure instanceof AwsFailure)) throw new Error(`no AwsFailure but ${failure}`)
  return failure
}

function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let n = 0; n < length; n++) bytes[n] = n * 31 + (n >> 8)
  return bytes
}

const fewTries = '[default]\nmax_attempts = 2\n'

describe.each([
  ['our own client', false],
  ["the SDK's client", true],
])('%s', (_, sdkObjects) => {
  const KEYS = [
    "AWSLogs/1/a b+c&é(1)*'!~.json",
    'AWSLogs/1/%41 ?#=.json',
    'AWSLogs/1/line\nbreak\u0001.json',
    'AWSLogs/1/☃/deep//double.json',
    'AWSLogs/1/<xml>&amp;"quoted".json',
  ]

  test('keys of every kind are listed, read and removed', async () => {
    for (const key of KEYS) aws.s3.put('trail-bucket', key, `body of ${key}`)
    const objects = await source({ sdkObjects })
    const page = await objects.list({ bucket: 'trail-bucket', prefix: 'AWSLogs/1/' })
    expect(page.objects.map(({ key }) => key).sort()).toEqual([...KEYS].sort())
    for (const { key, size } of page.objects) {
      const body = await objects.get('trail-bucket', key, size)
      expect(Buffer.from(await body.bytes()).toString()).toBe(`body of ${key}`)
      await objects.remove('trail-bucket', key)
    }
    expect(aws.s3.keys('trail-bucket')).toEqual([])
  })

  test('folders, markers and pages are those of the bucket', async () => {
    for (let n = 0; n < 2345; n++) aws.s3.put('trail-bucket', `a/${String(n).padStart(5, '0')}`, '')
    aws.s3.put('trail-bucket', 'b c/x', '', new Date('2024-01-02T03:04:05Z'))
    aws.s3.put('trail-bucket', 'top', '12')
    const objects = await source({ sdkObjects })
    const top = await objects.list({ bucket: 'trail-bucket', prefix: '', delimiter: '/' })
    expect(top).toMatchObject({ folders: ['a/', 'b c/'], objects: [{ key: 'top', size: 2 }] })
    const all = await everything(objects, { bucket: 'trail-bucket', prefix: 'a/' })
    expect(all.map(({ key }) => key)).toEqual(aws.s3.keys('trail-bucket').filter((key) => key.startsWith('a/')))
    const later = await everything(objects, { bucket: 'trail-bucket', prefix: 'a/', startAfter: 'a/02342' })
    expect(later.map(({ key }) => key)).toEqual(['a/02343', 'a/02344'])
    const [dated] = (await objects.list({ bucket: 'trail-bucket', prefix: 'b' })).objects
    expect(dated?.lastModified).toEqual(new Date('2024-01-02T03:04:05Z'))
  })

  test('bodies are whole, in a buffer of their own or in chunks', async () => {
    const body = noise(300_000)
    aws.s3.put('trail-bucket', 'k', body, new Date('2024-01-02T03:04:05Z'))
    aws.s3.put('trail-bucket', 'empty', '')
    const objects = await source({ sdkObjects })
    const whole = await objects.get('trail-bucket', 'k')
    const bytes = await whole.bytes()
    expect(whole).toMatchObject({ size: 300_000 })
    expect(Buffer.compare(bytes, body)).toBe(0)
    expect(bytes.buffer.byteLength).toBe(300_000)
    const chunks: Uint8Array[] = []
    for await (const chunk of (await objects.get('trail-bucket', 'k')).chunks()) chunks.push(chunk)
    expect(Buffer.compare(Buffer.concat(chunks), body)).toBe(0)
    expect((await (await objects.get('trail-bucket', 'empty')).bytes()).length).toBe(0)
  })

  test.each(['reset', FAULTS.slowDown, FAULTS.internalError, FAULTS.unavailable] as const)(
    '%j is retried',
    async (fault) => {
      aws.s3.put('trail-bucket', 'k', 'body')
      aws.faults.add({ service: 's3', times: 1, fault })
      const objects = await source({ sdkObjects })
      expect((await objects.list({ bucket: 'trail-bucket', prefix: '' })).objects).toHaveLength(1)
    },
  )

  test.each([
    [FAULTS.slowDown, 'throttled', ' (reached max retries: 1)'],
    [FAULTS.internalError, 'other', ' (reached max retries: 1)'],
    [FAULTS.accessDenied, 'denied', ''],
  ] as const)('%j that does not end is a failure', async (fault, kind, retries) => {
    aws.s3.put('trail-bucket', 'k', 'body')
    aws.faults.add({ service: 's3', fault })
    const objects = await source({ sdkObjects, config: fewTries })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '' }))
    expect(failure).toMatchObject({ kind, code: fault.code, operation: 'ListObjectsV2' })
    expect(failure.message).toBe(
      `An error occurred (${fault.code}) when calling the ListObjectsV2 operation${retries}: ${fault.message}`,
    )
  })

  test('a bucket or an object that does not exist is not found', async () => {
    aws.s3.createBucket('trail-bucket')
    const objects = await source({ sdkObjects })
    expect(await failureOf(objects.list({ bucket: 'no-such-bucket', prefix: '' }))).toMatchObject({
      kind: 'not-found',
      message:
        'An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist',
    })
    expect(await failureOf(objects.get('trail-bucket', 'nothing'))).toMatchObject({
      kind: 'not-found',
      code: 'NoSuchKey',
    })
  })

  test('a wrong secret key is a failure of credentials', async () => {
    aws.s3.createBucket('trail-bucket')
    const objects = await source({ sdkObjects, options: { accessKey: 'testing', secretKey: 'w-r-o-n-g' } })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '' }))
    expect(failure).toMatchObject({ kind: 'credentials', code: 'SignatureDoesNotMatch' })
    expect(failure.message).not.toContain('w-r-o-n-g')
  })

  test('an endpoint where nobody listens is unreachable, and its URL is shown', async () => {
    const config = '[profile dev]\nregion = us-east-1\nmax_attempts = 2\n'
    const options = { profile: 'dev', serviceEndpoint: 'http://127.0.0.1:9' }
    const objects = await source({ sdkObjects, config, options })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '', delimiter: '/' }))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' })
    expect(failure.message).toMatch(/^Could not connect to the endpoint URL: "http:\/\/127\.0\.0\.1:9\/trail-bucket/)
    expect(failure.message).toMatch(/\(ListObjectsV2, profile 'dev': connect ECONNREFUSED 127\.0\.0\.1:9\)$/)
  })
})

describe('our own client alone', () => {
  test('a listing that was cut off is requested again', async () => {
    for (let n = 0; n < 20; n++) aws.s3.put('trail-bucket', `k${n}`, 'body')
    aws.faults.add({ operation: 'ListObjectsV2', fault: 'wrong-length', times: 1 })
    expect(await everything(await source(), { bucket: 'trail-bucket', prefix: '' })).toHaveLength(20)
    aws.faults.add({ operation: 'ListObjectsV2', fault: 'wrong-length' })
    const failing = (await source({ config: fewTries })).list({ bucket: 'trail-bucket', prefix: '' })
    expect(await failureOf(failing)).toMatchObject({ code: 'IncompleteAnswer', isGeneral: true })
  })

  test('keys of an S3 that does not encode them are left as they are', async () => {
    const server = createServer((_, response) =>
      response.end('<ListBucketResult><Contents><Key>a+b%41&amp;</Key><Size>1</Size></Contents></ListBucketResult>'),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { objects } = await connectAs(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const page = await objects.list({ bucket: 'trail-bucket', prefix: '' })
    expect(page.objects.map(({ key }) => key)).toEqual(['a+b%41&'])
    server.close()
  })

  test('a bucket of another region is read there, whatever region the profile has', async () => {
    aws.s3.createBucket('far-bucket', 'eu-central-1').put('k', Buffer.from('body'))
    const objects = await source({ config: '[default]\nregion = us-east-1\n' })
    const pages = await Promise.all([1, 2, 3].map(() => objects.list({ bucket: 'far-bucket', prefix: '' })))
    expect(pages.map((page) => page.objects.length)).toEqual([1, 1, 1])
    await (await objects.get('far-bucket', 'k')).bytes()
    expect(aws.requests.of('GetObject').at(-1)?.scope?.region).toBe('eu-central-1')
  })

  test('the URL of a listing is that of the recordings', async () => {
    const objects = await source({ config: fewTries, options: { serviceEndpoint: 'http://127.0.0.1:9' } })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '', delimiter: '/' }))
    expect(failure.message).toContain(
      '"http://127.0.0.1:9/trail-bucket?list-type=2&prefix=&delimiter=%2F&encoding-type=url"',
    )
  })

  test.each(['truncate', 'reset'] as const)(
    'a body that breaks off by %j is resumed where it stopped',
    async (fault) => {
      const body = noise(1_000_000)
      aws.s3.put('trail-bucket', 'k', body)
      aws.faults.add({ operation: 'GetObject', times: 2, fault })
      const objects = await source()
      const bytes = await (await objects.get('trail-bucket', 'k')).bytes()
      expect(Buffer.compare(bytes, body)).toBe(0)
      aws.faults.add({ operation: 'GetObject', times: 2, fault })
      const chunks: Uint8Array[] = []
      for await (const chunk of (await objects.get('trail-bucket', 'k')).chunks()) chunks.push(chunk)
      expect(Buffer.compare(Buffer.concat(chunks), body)).toBe(0)
    },
  )

  test('an object that is replaced while it is read is a failure, not a mixture', async () => {
    aws.s3.put('trail-bucket', 'k', noise(3_000_000))
    const config = '[default]\ns3 =\n  multipart_threshold = 1MB\n  multipart_chunksize = 1MB\n'
    const body = await (await source({ config })).get('trail-bucket', 'k', 3_000_000)
    aws.s3.put('trail-bucket', 'k', 'another one')
    expect(await failureOf(body.bytes())).toMatchObject({ code: 'PreconditionFailed' })
  })

  test('large objects come in ranges of one object, in chunks or whole', async () => {
    const size = 5_500_000
    const body = noise(size)
    aws.s3.put('trail-bucket', 'large', body)
    // The first range tells the version of the object.
    aws.faults.add({ resource: 'large', after: 1, together: 2 })
    const config = '[default]\ns3 =\n  multipart_threshold = 2MB\n  multipart_chunksize = 1MiB\n'
    const objects = await source({ config })
    expect(Buffer.compare(await (await objects.get('trail-bucket', 'large', size)).bytes(), body)).toBe(0)
    const requests = aws.requests.of('GetObject').filter(({ resource }) => resource === 'large')
    const MIB = 1024 ** 2
    const ends = [1, 2, 3, 4, 5].map((n) => n * MIB)
    const expected = [...ends, size].map((end, n) => `bytes=${n * MIB}-${end - 1}`)
    expect(requests.map(({ headers }) => headers.range).sort()).toEqual(expected)
    expect(new Set(requests.map(({ headers }) => headers['if-match'])).size).toBe(2) // None in the first.
    expect(aws.requests.peakInFlight('GetObject')).toBeGreaterThanOrEqual(2)
    // All ranges but the first.
    expect(aws.requests.peakInFlight('GetObject')).toBeLessThanOrEqual(5)
    const chunks: Uint8Array[] = []
    for await (const chunk of (await objects.get('trail-bucket', 'large', size)).chunks()) chunks.push(chunk)
    expect(Buffer.compare(Buffer.concat(chunks), body)).toBe(0)
  })

  test('10 to 32 listings are in flight where there are as many', async () => {
    aws.s3.put('trail-bucket', 'k', 'body')
    aws.faults.add({ operation: 'ListObjectsV2', together: 10 })
    const objects = await source()
    const all = Array.from({ length: 100 }, () => objects.list({ bucket: 'trail-bucket', prefix: '' }))
    expect((await Promise.all(all)).flatMap((page) => page.objects)).toHaveLength(100)
    expect(aws.requests.peakInFlight('ListObjectsV2')).toBeGreaterThanOrEqual(10)
    expect(aws.requests.peakInFlight('ListObjectsV2')).toBeLessThanOrEqual(32)
  })

  test('no more GETs are in flight than the profile allows, ranges included', async () => {
    for (let n = 0; n < 20; n++) aws.s3.put('trail-bucket', `k${n}`, noise(400_000))
    aws.faults.add({ operation: 'GetObject', latencyMs: 5, together: 3 })
    const config =
      '[default]\ns3 =\n  max_concurrent_requests = 3\n  multipart_threshold = 200KB\n  multipart_chunksize = 100KB\n'
    const objects = await source({ config })
    const all = Array.from({ length: 20 }, async (_, n) => {
      return (await (await objects.get('trail-bucket', `k${n}`, 400_000)).bytes()).length
    })
    expect(await Promise.all(all)).toEqual(Array(20).fill(400_000))
    expect(aws.requests.peakInFlight('GetObject')).toBe(3)
  })

  test('bodies read in order while others wait for their turn do not lock each other out', async () => {
    for (let n = 0; n < 4; n++) aws.s3.put('trail-bucket', `k${n}`, noise(400_000))
    const config =
      '[default]\ns3 =\n  max_concurrent_requests = 4\n  multipart_threshold = 200KB\n  multipart_chunksize = 100KB\n'
    const objects = await source({ config })
    const bodies = await Promise.all([0, 1, 2, 3].map((n) => objects.get('trail-bucket', `k${n}`, 400_000)))
    for (const body of bodies) expect((await body.bytes()).length).toBe(400_000)
  })

  test('a reader that gives up releases its permit', async () => {
    for (const key of ['a', 'b']) aws.s3.put('trail-bucket', key, noise(2_000_000))
    const objects = await source({ config: '[default]\ns3 =\n  max_concurrent_requests = 1\n' })
    for await (const _ of (await objects.get('trail-bucket', 'a')).chunks()) break
    expect((await (await objects.get('trail-bucket', 'b')).bytes()).length).toBe(2_000_000)
  })

  test('a GET that fails releases its permit', async () => {
    aws.s3.put('trail-bucket', 'k', 'body')
    const objects = await source({ config: '[default]\ns3 =\n  max_concurrent_requests = 1\n' })
    await failureOf(objects.get('trail-bucket', 'nothing'))
    expect((await (await objects.get('trail-bucket', 'k')).bytes()).length).toBe(4)
  })

  test('a key with the dots of a path is sent as it is', async () => {
    aws.s3.put('trail-bucket', 'a/../b//./c', 'dots')
    expect((await (await (await source()).get('trail-bucket', 'a/../b//./c')).bytes()).length).toBe(4)
  })

  test('a server that does not respond is unreachable after the time-out', async () => {
    aws.s3.createBucket('trail-bucket')
    aws.faults.add({ operation: 'ListObjectsV2', latencyMs: 2_000 })
    const overrides = { timeouts: { connectMs: 1_000, idleMs: 50 } }
    const objects = await source({ overrides, config: fewTries })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '' }))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'ETIMEDOUT' })
    expect(aws.requests.of('ListObjectsV2')).toHaveLength(2)
  })

  test('a host name that does not exist is unreachable', async () => {
    const lookup = (
      name: string,
      _: unknown,
      done: (error: NodeJS.ErrnoException, address: string, family: number) => void,
    ) => done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '', 4)
    const env = { AWS_ENDPOINT_URL: undefined }
    const config = '[default]\nregion = us-east-1\nmax_attempts = 1\n'
    const objects = await source({ env, config, overrides: { lookup } })
    const failure = await failureOf(objects.list({ bucket: 'trail-bucket', prefix: '' }))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'ENOTFOUND' })
    expect(failure.message).toContain('getaddrinfo ENOTFOUND trail-bucket.s3.us-east-1.amazonaws.com')
  })
})
