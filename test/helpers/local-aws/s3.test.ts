import { lookup } from 'node:dns'
import { Agent } from 'node:http'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FAULTS, type LocalAws, startLocalAws } from './index.ts'

const KEYS = { accessKeyId: 'testing', secretAccessKey: 'testing' }
const BUCKET = 'logs'

let aws: LocalAws

beforeEach(async () => {
  aws = await startLocalAws()
})

afterEach(() => aws.stop())

function client(config: S3ClientConfig = {}): S3Client {
  return new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials: KEYS, maxAttempts: 1, ...config })
}

async function list(input: Partial<ListObjectsV2CommandInput> = {}) {
  const page = await client().send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }))
  const keys = (page.Contents ?? []).map(({ Key }) => Key)
  const folders = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)
  return { keys, folders, token: page.NextContinuationToken, truncated: page.IsTruncated, count: page.KeyCount }
}

async function get(key: string, options: { Range?: string; IfMatch?: string } = {}) {
  const answer = await client().send(new GetObjectCommand({ Bucket: BUCKET, Key: key, ...options }))
  return { ...answer, text: (await answer.Body?.transformToString()) ?? '' }
}

describe('ListObjectsV2', () => {
  beforeEach(() => {
    for (const key of ['a/1', 'a/2', 'b/1', 'top', 'é', '\u{1F600}', '\uFB01']) aws.s3.put(BUCKET, key, key)
  })

  test.each([
    {
      name: 'everything, by UTF-8 bytes',
      input: {},
      keys: ['a/1', 'a/2', 'b/1', 'top', 'é', '\uFB01', '\u{1F600}'],
      folders: [],
    },
    { name: 'a prefix', input: { Prefix: 'a/' }, keys: ['a/1', 'a/2'], folders: [] },
    { name: 'folders', input: { Delimiter: '/' }, keys: ['top', 'é', '\uFB01', '\u{1F600}'], folders: ['a/', 'b/'] },
    {
      name: 'keys after another',
      input: { StartAfter: 'b/1' },
      keys: ['top', 'é', '\uFB01', '\u{1F600}'],
      folders: [],
    },
    {
      name: 'a key that is not there to start from',
      input: { StartAfter: 'a/15', Prefix: 'a' },
      keys: ['a/2'],
      folders: [],
    },
    { name: 'nothing', input: { Prefix: 'zz' }, keys: [], folders: [] },
  ])('gives $name', async ({ input, keys, folders }) => {
    const page = await list(input)
    expect(page).toEqual({ keys, folders, token: undefined, truncated: false, count: keys.length + folders.length })
  })

  test('pages through keys and folders with opaque tokens', async () => {
    const seen: unknown[] = []
    let token: string | undefined
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 2, ...(token && { ContinuationToken: token }) })
      seen.push([...page.folders, ...page.keys])
      token = page.token
      if (token) expect(token).not.toContain('/')
    } while (token)
    expect(seen).toEqual([
      ['a/', 'b/'],
      ['top', 'é'],
      ['\uFB01', '\u{1F600}'],
    ])
  })

  test('never gives more than 1,000 a page', async () => {
    for (let n = 0; n < 1001; n++) aws.s3.put(BUCKET, `many/${n}`, '')
    const page = await list({ Prefix: 'many/', MaxKeys: 5000 })
    expect([page.keys.length, page.truncated]).toEqual([1000, true])
  })

  test('encodes keys when asked to, as a form does', async () => {
    aws.s3.put(BUCKET, 'enc/a b+c&d(1)~*\n', '')
    expect((await list({ Prefix: 'enc/', EncodingType: 'url' })).keys).toEqual(['enc/a+b%2Bc%26d%281%29%7E*%0A'])
  })

  test('escapes keys that it is not asked to encode', async () => {
    aws.s3.put(BUCKET, 'enc/<a>&"b"', '')
    expect((await list({ Prefix: 'enc/' })).keys).toEqual(['enc/<a>&"b"'])
  })

  test('refuses a token that it did not give', async () => {
    await expect(list({ ContinuationToken: 'a/1' })).rejects.toMatchObject({ name: 'InvalidArgument' })
  })

  test('tells size and time', async () => {
    aws.s3.put('other', 'k', 'four', new Date('2024-01-02T03:04:05Z'))
    const page = await client().send(new ListObjectsV2Command({ Bucket: 'other' }))
    expect(page.Contents).toMatchObject([{ Key: 'k', Size: 4, LastModified: new Date('2024-01-02T03:04:05Z') }])
  })
})

describe('objects', () => {
  beforeEach(() => aws.s3.put(BUCKET, 'a b/ü+%41.gz', '0123456789'))

  test('come whole', async () => {
    expect((await get('a b/ü+%41.gz')).text).toBe('0123456789')
  })

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('come in part: %s', async (Range, text, ContentRange) => {
    expect(await get('a b/ü+%41.gz', { Range })).toMatchObject({ text, ContentRange, ContentLength: text.length })
  })

  test('refuse a range beyond their end', async () => {
    await expect(get('a b/ü+%41.gz', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  test('come only while they are the same', async () => {
    const { ETag = '' } = await client().send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a b/ü+%41.gz' }))
    expect((await get('a b/ü+%41.gz', { IfMatch: ETag })).text).toHaveLength(10)
    aws.s3.put(BUCKET, 'a b/ü+%41.gz', 'changed')
    await expect(get('a b/ü+%41.gz', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })

  test('can be stored and deleted', async () => {
    await client().send(new PutObjectCommand({ Bucket: BUCKET, Key: 'new', Body: 'text' }))
    expect((await get('new')).text).toBe('text')
    await client().send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'new' }))
    expect(aws.s3.keys(BUCKET)).toEqual(['a b/ü+%41.gz'])
    await expect(get('new')).rejects.toMatchObject({ name: 'NoSuchKey', message: 'The specified key does not exist.' })
  })
})

describe('strictness', () => {
  beforeEach(() => aws.s3.put(BUCKET, 'k', 'v'))

  test.each([
    ['a wrong secret', { accessKeyId: 'testing', secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'nobody', secretAccessKey: 'x' }, 'InvalidAccessKeyId'],
    ['a token that is not of the key', { ...KEYS, sessionToken: 'x' }, 'InvalidToken'],
  ])('refuses %s', async (_, credentials, name) => {
    await expect(client({ credentials }).send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject({
      name,
    })
  })

  test('refuses unsigned and half-signed requests', async () => {
    expect((await fetch(`${aws.url}/${BUCKET}?list-type=2`)).status).toBe(403)
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=testing' }
    expect((await fetch(`${aws.url}/${BUCKET}?list-type=2`, { headers })).status).toBe(400)
  })

  test('refuses a clock that is off', async () => {
    await aws.stop()
    aws = await startLocalAws({ clockAheadMs: 16 * 60_000 })
    await expect(list()).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
  })

  test('sends those of another region away', async () => {
    aws.s3.createBucket('abroad', 'eu-west-1')
    const ask = (region: string) => client({ region }).send(new ListObjectsV2Command({ Bucket: 'abroad' }))
    await expect(ask('us-east-1')).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed', Region: 'eu-west-1' })
    expect((await ask('eu-west-1')).KeyCount).toBe(0)
  })

  test('names a bucket that is not there', async () => {
    const ask = client().send(new ListObjectsV2Command({ Bucket: 'nosuch' }))
    await expect(ask).rejects.toMatchObject({ name: 'NoSuchBucket', message: 'The specified bucket does not exist' })
  })

  test('serves virtual-hosted buckets', async () => {
    const endpoint = `http://localhost:${aws.port}`
    const httpAgent = new Agent({ lookup: (_, options, done) => lookup('localhost', options, done) })
    const page = await client({ endpoint, requestHandler: { httpAgent } }).send(
      new ListObjectsV2Command({ Bucket: BUCKET }),
    )
    expect(page.KeyCount).toBe(1)
    expect(aws.requests.all[0]?.host).toBe(`${BUCKET}.localhost:${aws.port}`)
  })
})

describe('faults', () => {
  beforeEach(() => aws.s3.put(BUCKET, 'k', 'x'.repeat(1000)))

  test('happen as often as asked for, then all is well', async () => {
    aws.faults.add({ operation: 'GetObject', resource: 'k', times: 2, fault: FAULTS.slowDown })
    await expect(get('k')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
    await expect(get('k')).rejects.toThrow()
    expect((await get('k')).text).toHaveLength(1000)
    expect(aws.requests.of('GetObject').map(({ status }) => status)).toEqual([503, 503, 200])
  })

  test('leave other requests alone', async () => {
    aws.faults.add({ operation: 'GetObject', resource: /^other/, fault: 'reset' })
    aws.faults.add({ service: 'sts', fault: 'reset' })
    aws.faults.add({ operation: 'GetObject', after: 1, fault: 'reset' })
    expect((await get('k')).text).toHaveLength(1000)
    await expect(get('k')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('cut a body off', async () => {
    aws.faults.add({ operation: 'GetObject', fault: 'truncate' })
    await expect(get('k')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('shorten a body and its length', async () => {
    aws.faults.add({ operation: 'GetObject', fault: 'wrong-length' })
    expect(await get('k')).toMatchObject({ ContentLength: 500, text: 'x'.repeat(500) })
  })

  test('keep requests in work, which the log counts', async () => {
    aws.faults.add({ operation: 'GetObject', latencyMs: 200 })
    await Promise.all([get('k'), get('k'), get('k')])
    await get('k')
    expect(aws.requests.peakInFlight('GetObject')).toBe(3)
  })
})

test('the log of requests has their scopes', async () => {
  aws.s3.createBucket(BUCKET)
  await list({ Prefix: 'a b', StartAfter: 'c' })
  const [request] = aws.requests.of('ListObjectsV2')
  expect(request).toMatchObject({ method: 'GET', path: `/${BUCKET}/`, resource: 'a b', status: 200 })
  expect(request?.scope).toMatchObject({ accessKey: 'testing', region: 'us-east-1', service: 's3' })
  expect(request?.query.get('start-after')).toBe('c')
})
