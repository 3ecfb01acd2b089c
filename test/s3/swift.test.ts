import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectSource } from '../../src/walker/types.ts'
import { connectAs, disconnectAll } from '../aws/connect.ts'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { makeHome } from '../helpers/home.ts'
import { type CliResult, runCli } from '../helpers/run-cli.ts'
import { ACCESS_KEY, SECRET_KEY, type Swift, startSwift } from './swift.ts'

const credentials = `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = ${SECRET_KEY}\n`
const config = '[default]\nregion = us-east-1\n'
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02'
const logs = ['0115Z_a', '0220Z_b', '0325Z_c'].map(
  (name) => `${FOLDER}/123456789012_CloudTrail_us-east-1_20240102T${name}.json.gz`,
)
/** More than a page. */
const MANY = 1050

/** A server of others, which verifies what we sign: `npm run test:s3`. */
describe.skipIf(process.env.AWS_S3_SWIFT === undefined)('OpenStack Swift', () => {
  let swift: Swift
  let client: S3Client
  beforeAll(async () => {
    swift = await startSwift()
    client = new S3Client({
      region: 'us-east-1',
      endpoint: swift.url,
      forcePathStyle: true,
      credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    })
    for (const Bucket of ['trail-bucket', 'many-bucket']) await client.send(new CreateBucketCommand({ Bucket }))
    for (const key of logs) await put('trail-bucket', key, gzipSync(`{"Records": [{"eventName": "${key}"}]}`))
    const names = Array.from({ length: MANY }, (_, n) => `k/${String(n).padStart(5, '0')}`)
    while (names.length > 0)
      await Promise.all(names.splice(0, 25).map((key) => put('many-bucket', key, Buffer.from('x'))))
  }, 300_000)
  afterAll(() => {
    client.destroy()
    swift.stop()
  })
  afterEach(disconnectAll)

  async function put(Bucket: string, Key: string, Body: Buffer): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket, Key, Body }))
  }

  async function keys(objects: ObjectSource, bucket: string): Promise<string[]> {
    const found: string[] = []
    for (let token: string | undefined; ; ) {
      const page = await objects.list({ bucket, prefix: '', ...(token && { continuationToken: token }) })
      found.push(...page.objects.map(({ key }) => key))
      token = page.nextToken
      if (token === undefined) return found
    }
  }

  test.each([false, true])('all pages, every key as it is; through the SDK: %j', async (sdkObjects) => {
    const odd = ["odd/a b+c&é(1)*'!~.txt", 'odd/%41 ?#=.txt', 'odd/☃//deep.txt']
    for (const key of odd) await put('many-bucket', key, Buffer.from(key))
    const { objects } = await connectAs(swift.url, { config, credentials, sdkObjects })
    const found = await keys(objects, 'many-bucket')
    expect(found).toHaveLength(MANY + odd.length)
    expect(found.slice(MANY).sort()).toEqual(odd.sort())
    for (const key of odd) {
      expect(Buffer.from(await (await objects.get('many-bucket', key)).bytes()).toString()).toBe(key)
      await objects.remove('many-bucket', key)
    }
    expect(await keys(objects, 'many-bucket')).toHaveLength(MANY)
  })

  test('a large object in ranges', async () => {
    const body = Buffer.alloc(3_000_000, 'abc')
    await put('many-bucket', 'z/large', body)
    const ranges = `${config}s3 =\n  multipart_threshold = 1MB\n  multipart_chunksize = 1MB\n`
    const { objects } = await connectAs(swift.url, { config: ranges, credentials })
    expect(Buffer.compare(await (await objects.get('many-bucket', 'z/large', body.length)).bytes(), body)).toBe(0)
    await objects.remove('many-bucket', 'z/large')
  })

  test('a profile with another region is corrected', async () => {
    const { objects } = await connectAs(swift.url, { config: '[default]\nregion = eu-west-1\n', credentials })
    expect(await keys(objects, 'trail-bucket')).toEqual(logs)
  })

  async function run(secrets: string, ...more: string[]): Promise<CliResult & { events: string[] }> {
    const home = makeHome(swift.url, { config, credentials: secrets })
    const sink = new DatagramSink(home.socket)
    const result = await runCli(home, ['--bucket', 'trail-bucket', '--only_logs_after', '2024-JAN-01', ...more])
    await sink.close()
    home.remove()
    return { ...result, events: sink.texts() }
  }

  test('a wrong secret: exit 3 and the line of the contract', async () => {
    expect(await run(credentials.replace(SECRET_KEY, 'wrong'))).toMatchObject({
      exit: 3,
      stdout: ['ERROR: Invalid credentials to access S3 Bucket'],
      events: [],
    })
  })

  test('a whole run, with removal', async () => {
    const { exit, stdout, events } = await run(credentials, '--remove')
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: [] })
    expect(events).toHaveLength(logs.length)
    for (const [n, key] of logs.entries()) expect(events[n]).toContain(`"eventName": "${key}"`)
    const { objects } = await connectAs(swift.url, { config, credentials })
    expect(await keys(objects, 'trail-bucket')).toEqual([])
  })
})
