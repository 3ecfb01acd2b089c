import { DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FAULTS, type LocalAws, startLocalAws } from './index.ts'

const KEYS = { accessKeyId: 'testing', secretAccessKey: 'testing' }
const ROLE = 'arn:aws:iam::210987654321:role/path/reader'

let aws: LocalAws

beforeEach(async () => {
  aws = await startLocalAws()
})

afterEach(() => aws.stop())

function config(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = KEYS) {
  return { endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 }
}

async function assume(input: Partial<AssumeRoleCommandInput> = {}) {
  const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'WazuhLogParsing', ...input })
  const { Credentials: keys } = await new STSClient(config()).send(command)
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  }
}

test('STS tells who the caller is', async () => {
  const identity = await new STSClient(config()).send(new GetCallerIdentityCommand({}))
  expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/testing' })
})

test('STS gives keys of a role, which are those of its account', async () => {
  const keys = await assume({ DurationSeconds: 900, ExternalId: 'x&y' })
  expect(aws.sts.assumed).toEqual([{ roleArn: ROLE, sessionName: 'WazuhLogParsing', externalId: 'x&y', duration: 900 }])
  const identity = await new STSClient(config(keys)).send(new GetCallerIdentityCommand({}))
  expect(identity).toMatchObject({
    Account: '210987654321',
    Arn: 'arn:aws:sts::210987654321:assumed-role/reader/WazuhLogParsing',
  })
})

test('STS gives keys that expire', async () => {
  aws.sts.lifetime = -1
  const keys = await assume()
  const ask = new STSClient(config(keys)).send(new GetCallerIdentityCommand({}))
  await expect(ask).rejects.toMatchObject({ name: 'ExpiredTokenException' })
})

test.each([
  ['a duration that is too short', { DurationSeconds: 899 }, 'ValidationError'],
  ['what is no role', { RoleArn: 'arn:aws:iam::1:user/someone-long' }, 'ValidationError'],
  ['a wrong external id', { ExternalId: 'other' }, 'AccessDenied'],
])('refuses %s', async (_, input, name) => {
  aws.sts.requireExternalId(ROLE, 'secret')
  await expect(assume(input)).rejects.toMatchObject({ name })
})

test('STS refuses a wrong secret', async () => {
  const ask = new STSClient(config({ ...KEYS, secretAccessKey: 'x' })).send(new GetCallerIdentityCommand({}))
  await expect(ask).rejects.toMatchObject({ name: 'InvalidSignatureException' })
})

test('EC2 describes the flow logs of the region, in pages', async () => {
  aws.ec2.addFlowLogs('us-east-1', ['fl-1', 'fl-2', 'fl-3'])
  aws.ec2.addFlowLogs('eu-west-1', ['fl-4'])
  const client = new EC2Client(config())
  const first = await client.send(new DescribeFlowLogsCommand({ MaxResults: 2 }))
  const second = await client.send(new DescribeFlowLogsCommand({ NextToken: first.NextToken }))
  const ids = [first, second].map(({ FlowLogs }) => FlowLogs?.map(({ FlowLogId }) => FlowLogId))
  expect(ids).toEqual([['fl-1', 'fl-2'], ['fl-3']])
  expect(second.NextToken).toBeUndefined()
})

test('errors of EC2 are worded as AWS words them', async () => {
  aws.faults.add({
    service: 'ec2',
    fault: { status: 403, code: 'UnauthorizedOperation', message: 'You are not authorized' },
  })
  const ask = new EC2Client(config()).send(new DescribeFlowLogsCommand({}))
  await expect(ask).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: 'You are not authorized' })
})

test('errors of STS are worded as AWS words them', async () => {
  aws.faults.add({ service: 'sts', fault: FAULTS.throttling })
  await expect(assume()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' })
})
