import { expect, test } from 'vitest'
import { findBucketType } from '../../src/buckets/index.ts'
import { decode } from '../../src/pipeline/decode.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import { accountOf, recognise } from '../../src/subscribers/recognise.ts'
import { readSample, sampleTypes } from '../helpers/fixtures.ts'

const recognisable = sampleTypes().filter((name) => findBucketType(name)?.head)

const objects = recognisable.flatMap((type) => readSample(type).objects.map((object) => ({ type, ...object })))

test.each(objects)('$key is read as $type reads it', ({ type, key, bytes }) => {
  const account = findBucketType(type)?.accountInEvents ? accountOf(key) : undefined
  const events = (by: { type: string; isSubscriber?: boolean }, accountId?: string) => {
    const object = { bucket: 'b', logFile: key, accountAlias: '', ...(accountId !== undefined && { accountId }) }
    const writer = { object, debugLevel: 0 } as const
    const job = { ...by, bucket: 'b', key, trailPrefix: '', maxObjectBytes: 1e9, writer }
    return decode({ ...job, bytes: Uint8Array.from(bytes) }, findReading(job))
  }
  const direct = events({ type }, account)
  const notified = events({ type: 'buckets', isSubscriber: true })
  expect(Buffer.from(notified.batch?.bytes ?? []).toString()).toBe(Buffer.from(direct.batch?.bytes ?? []).toString())
  expect(notified.failure).toEqual(direct.failure)
})

test.each([
  ['AWSLogs/123456789012/CloudTrail/f', '123456789012'],
  ['x/y/AWSLogs/o-abc/123456789012/CloudTrail/f', '123456789012'],
  ['AWSLogs/suffix/123456789012/f', '123456789012'],
  ['AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/f', '123456789012'],
  ['xAWSLogs/123456789012/f', undefined],
  ['123456789012/f', undefined],
])('the account of %s is %s', (key, account) => {
  expect(accountOf(key)).toBe(account)
})

const ACCESS = 'owner bucket [06/Feb/2024:00:00:38 +0000] 192.0.2.3 - REQ REST.GET.OBJECT k "GET /k HTTP/1.1" 200'

test.each([
  ['logs2024-02-06-00-20-00-AB12CD34EF56AB78', ACCESS, 'server_access'],
  ['logs/123456789012/us-east-1/b/2024/02/06/2024-02-06-00-20-00-AbC', ACCESS, 'server_access'],
  ['2024-02-06-00-20-00-ABC', `owner bucket ${ACCESS}`, undefined],
  ['2024-02-06-00-20-00-ABC', '{"a": 1}', undefined],
  ['2024-02-06-00-20-00-ABC.txt', ACCESS, undefined],
])('%s with %s is of type %s', (key, content, type) => {
  expect(recognise(key, Buffer.from(content))?.name).toBe(type)
})
