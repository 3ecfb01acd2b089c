import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LocalAws, startLocalAws } from './index.ts'

const USER = 'arn:aws:iam::123456789012:user/testing'
let aws: LocalAws
beforeEach(async () => {
  aws = await startLocalAws()
  aws.s3.put('logs', 'in/a', 'A')
  aws.s3.put('logs', 'out/b', 'B')
})
afterEach(() => aws.stop())

const client = () => ({
  endpoint: aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
})
const s3 = () => new S3Client({ ...client(), forcePathStyle: true, maxAttempts: 1 })
const get = (Key: string) => s3().send(new GetObjectCommand({ Bucket: 'logs', Key }))
const list = (Prefix: string) => s3().send(new ListObjectsV2Command({ Bucket: 'logs', Prefix }))

test('a caller without a policy may do everything', async () => {
  expect((await list('')).KeyCount).toBe(2)
})

test('a caller with a policy may do what it allows and nothing else', async () => {
  aws.iam.attach(USER, {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/in/*' },
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: 'arn:aws:s3:::logs',
        Condition: { StringLike: { 's3:prefix': 'in/*' } },
      },
    ],
  })
  expect(await (await get('in/a')).Body?.transformToString()).toBe('A')
  expect((await list('in/')).KeyCount).toBe(1)
  await expect(get('out/b')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(list('')).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('asking who one is needs no permission', async () => {
  aws.iam.attach(USER, { Version: '2012-10-17', Statement: [] })
  const { Arn } = await new STSClient(client()).send(new GetCallerIdentityCommand({}))
  expect(Arn).toBe(USER)
})
