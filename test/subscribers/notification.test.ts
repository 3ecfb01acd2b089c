import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Notification, readNotification } from '../../src/subscribers/notification.ts'

const S3 = (key: string, more: object = {}) => ({ s3: { bucket: { name: 'b' }, object: { key, size: 7 } }, ...more })
const BUS = (key: string, more: object = {}) => ({ detail: { bucket: { name: 'b' }, object: { key } }, ...more })
const SNS = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) })
const CLOUDTRAIL = (...names: string[]) => ({ s3Bucket: 'b', s3ObjectKey: names })
const CONFIG = (messageType: string, s3ObjectKey: string) => ({ s3Bucket: 'b', s3ObjectKey, messageType })
const TEST_EVENT = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }

const keys = (...names: string[]) => names

describe('objects to read', () => {
  test.each<[string, unknown, string[]]>([
    ['one record', { Records: [S3('a')] }, keys('a')],
    ['all records', { Records: [S3('a'), S3('b')] }, keys('a', 'b')],
    ['a created object', { Records: [S3('a', { eventName: 'ObjectCreated:Put' })] }, keys('a')],
    ['the older name of the event', { Records: [S3('a', { eventName: 's3:ObjectCreated:Copy' })] }, keys('a')],
    ['no removed object', { Records: [S3('a', { eventName: 'ObjectRemoved:Delete' }), S3('b')] }, keys('b')],
    ['nothing new', { Records: [S3('a', { eventName: 'ObjectTagging:Put' })] }, []],
    ['percents', { Records: [S3('d%3D1/a%20b%C3%A9')] }, keys('d=1/a bé')],
    ['a plus for a space', { Records: [S3('a+b%2Bc')] }, keys('a b+c')],
    ['a percent that encodes nothing', { Records: [S3('100%+x')] }, keys('100% x')],
    ['the event bus', BUS('a+b%20c', { 'detail-type': 'Object Created', source: 'aws.s3' }), keys('a+b%20c')],
    ['the event bus about something removed', BUS('a', { 'detail-type': 'Object Deleted' }), []],
    ['Security Lake', BUS('a', { source: 'aws.s3', account: '123456789012' }), keys('a')],
    ['SNS around records', SNS({ Records: [S3('a')] }), keys('a')],
    ['SNS around SNS', SNS(SNS({ Records: [S3('a')] })), keys('a')],
    ['SNS around the event bus', SNS(BUS('a')), keys('a')],
    ['CloudTrail', CLOUDTRAIL('a+b%20c', 'd'), keys('a+b%20c', 'd')],
    ['SNS around CloudTrail', SNS(CLOUDTRAIL('a')), keys('a')],
    ['CloudTrail trying the topic', { Type: 'Notification', Message: 'CloudTrail validation message.' }, []],
    ['a history of Config', SNS(CONFIG('ConfigurationHistoryDeliveryCompleted', 'a')), keys('a')],
    ['a snapshot of Config', CONFIG('ConfigurationSnapshotDeliveryCompleted', 'a'), keys('a')],
    ['SNS around Config as an object', { Type: 'Notification', Message: CONFIG('…Completed', 'a') }, keys('a')],
    ['a change that Config tells of', SNS({ messageType: 'ConfigurationItemChangeNotification' }), []],
    ['a snapshot that Config starts', SNS({ messageType: 'ConfigurationSnapshotDeliveryStarted' }), []],
    ['the test event', TEST_EVENT, []],
    ['SNS around the test event', SNS(TEST_EVENT), []],
  ])('%s', (_, message, expected) => {
    const notification = readNotification(JSON.stringify(message))
    expect(notification).toMatchObject({ kind: 'objects', objects: expected.map((key) => ({ bucket: 'b', key })) })
  })

  test('tells the size if it is told', () => {
    expect(readNotification(JSON.stringify({ Records: [S3('a')] }))).toMatchObject({ objects: [{ size: 7 }] })
  })
})

test.each([
  ['no JSON', 'no json'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['another object', '{"hello": 1}'],
  ['no records', '{"Records": []}'],
  ['a record of another service', JSON.stringify({ Records: [S3('a'), { kinesis: {} }] })],
  ['no key', JSON.stringify({ Records: [{ s3: { bucket: { name: 'b' }, object: {} } }] })],
  ['an empty bucket', JSON.stringify({ Records: [{ s3: { bucket: { name: '' }, object: { key: 'k' } } }] })],
  ['another bus event', '{"detail-type": "Finding", "detail": {"findings": []}}'],
  ['CloudTrail without keys', JSON.stringify(CLOUDTRAIL())],
  ['CloudTrail with an empty key', JSON.stringify(CLOUDTRAIL('a', ''))],
  ['Config without a bucket', '{"s3ObjectKey": "a"}'],
  ['Config that could not deliver', JSON.stringify(SNS({ messageType: 'ConfigurationHistoryDeliveryFailed' }))],
  ['SNS around another text', JSON.stringify(SNS('x'))],
  ['a confirmation of SNS', '{"Type": "SubscriptionConfirmation", "Message": "…"}'],
  ['SNS wound up without end', JSON.stringify(SNS(SNS(SNS(SNS({ Records: [S3('a')] })))))],
])('%s is not understood', (_, body) => {
  expect(readNotification(body)).toEqual<Notification>({ kind: 'unknown' })
})

describe('properties', () => {
  // As S3 writes keys into its notifications.
  const encode = (key: string) => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')

  test('gives back every key that S3 has encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const notification = readNotification(JSON.stringify({ Records: [S3(encode(key))] }))
        expect(notification).toMatchObject({ objects: [{ key }] })
      }),
    )
  })

  test('never throws', () => {
    const nested = fc.letrec((tie) => ({
      value: fc.oneof(fc.jsonValue(), tie('object')),
      object: fc.dictionary(
        fc.constantFrom(
          'Records',
          's3',
          'bucket',
          'name',
          'object',
          'key',
          'detail',
          'Type',
          'Message',
          'Event',
          's3ObjectKey',
          's3Bucket',
        ),
        tie('value'),
      ),
    })).object
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          nested.map((value) => JSON.stringify(value)),
        ),
        (body) => {
          expect(['objects', 'unknown']).toContain(readNotification(body).kind)
        },
      ),
    )
  })
})
