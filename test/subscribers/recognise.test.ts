import { expect, test } from 'vitest'
import { findBucketType } from '../../src/buckets/index.ts'
import { decode } from '../../src/pipeline/decode.ts'
import { accountOf } from '../../src/subscribers/recognise.ts'
import { readSample, sampleTypes } from '../helpers/fixtures.ts'

const recognisable = sampleTypes().filter((name) => findBucketType(name)?.recognise)

const objects = recognisable.flatMap((type) => readSample(type).objects.map((object) => ({ type, ...object })))

test.each(objects)('$key is read as $type reads it', ({ type, key, bytes }) => {
  const account = findBucketType(type)?.accountInEvents ? accountOf(key) : undefined
  const events = (by: { type: string; isSubscriber?: boolean }, accountId?: string) => {
    const object = { bucket: 'b', logFile: key, accountAlias: '', ...(accountId !== undefined && { accountId }) }
    const writer = { object, debugLevel: 0 } as const
    return decode({
      ...by,
      bucket: 'b',
      key,
      trailPrefix: '',
      bytes: Uint8Array.from(bytes),
      maxObjectBytes: 1e9,
      writer,
    })
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
  ['xAWSLogs/123456789012/f', undefined],
  ['123456789012/f', undefined],
])('the account of %s is %s', (key, account) => {
  expect(accountOf(key)).toBe(account)
})
