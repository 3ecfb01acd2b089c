import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FAULTS, type LocalAws, startLocalAws } from './index.ts'

const REGION = 'eu-west-1'

let aws: LocalAws
let client: CloudWatchLogsClient

beforeEach(async () => {
  aws = await startLocalAws()
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  client = new CloudWatchLogsClient({ endpoint: aws.url, region: REGION, credentials, maxAttempts: 1 })
})

afterEach(() => aws.stop())

function put(stream: string, ...timestamps: number[]): void {
  aws.logs.putEvents(
    REGION,
    'app',
    stream,
    timestamps.map((timestamp) => ({ timestamp, message: `at ${timestamp}` })),
  )
}

async function get(input: Partial<GetLogEventsCommandInput> = {}) {
  const command = new GetLogEventsCommand({ logGroupName: 'app', logStreamName: 's', startFromHead: true, ...input })
  const { events = [], nextForwardToken, nextBackwardToken } = await client.send(command)
  const times = events.map(({ timestamp }) => timestamp)
  return { times, events, forward: nextForwardToken, backward: nextBackwardToken }
}

async function streams(input: Partial<DescribeLogStreamsCommandInput> = {}) {
  const page = await client.send(new DescribeLogStreamsCommand({ logGroupName: 'app', ...input }))
  return { names: page.logStreams?.map(({ logStreamName }) => logStreamName), page, token: page.nextToken }
}

describe('GetLogEvents', () => {
  test('gives events in order, then the same token for ever', async () => {
    put('s', 30, 10, 20)
    const first = await get()
    expect(first.events[0]).toMatchObject({ timestamp: 10, message: 'at 10' })
    expect(first.times).toEqual([10, 20, 30])
    const end = await get({ nextToken: first.forward })
    expect([end.times, end.forward]).toEqual([[], first.forward])
    put('s', 40)
    expect((await get({ nextToken: end.forward, startTime: 31 })).times).toEqual([40])
  })

  test('takes the start in and leaves the end out', async () => {
    put('s', 10, 20, 30)
    expect((await get({ startTime: 10, endTime: 30 })).times).toEqual([10, 20])
  })

  test('pages by number', async () => {
    put('s', 1, 2, 3)
    const first = await get({ limit: 2 })
    const second = await get({ limit: 2, nextToken: first.forward })
    expect([first.times, second.times]).toEqual([[1, 2], [3]])
  })

  test('pages by size', async () => {
    const message = 'x'.repeat(500_000)
    aws.logs.putEvents(
      REGION,
      'app',
      's',
      [1, 2, 3].map((timestamp) => ({ timestamp, message })),
    )
    const first = await get()
    const second = await get({ nextToken: first.forward })
    expect([first.times, second.times]).toEqual([[1, 2], [3]])
  })

  test('reads backwards from the tail', async () => {
    put('s', 1, 2, 3)
    const tail = await get({ startFromHead: false, limit: 2 })
    const before = await get({ limit: 2, nextToken: tail.backward })
    const end = await get({ nextToken: before.backward })
    expect([tail.times, before.times, end.times]).toEqual([[2, 3], [1], []])
    expect(end.backward).toBe(before.backward)
  })

  test('gives empty pages in the middle on demand', async () => {
    put('s', 1, 2)
    aws.logs.putEmptyPages(REGION, 'app', 's', 0, 1)
    aws.logs.putEmptyPages(REGION, 'app', 's', 1, 2)
    const seen: unknown[] = []
    let token: string | undefined
    for (;;) {
      const page = await get(token === undefined ? {} : { nextToken: token })
      if (page.forward === token) break
      seen.push(page.times)
      token = page.forward
    }
    expect(seen).toEqual([[], [1], [], [], [2]])
  })

  test('refuses tokens that it did not give, and names what is missing', async () => {
    put('s', 1)
    await expect(get({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await expect(get({ logStreamName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    })
  })
})

describe('streams and groups', () => {
  test('come by name, in pages', async () => {
    for (const name of ['c', 'a', 'b']) put(name, 1)
    const first = await streams({ limit: 2 })
    expect(first.names).toEqual(['a', 'b'])
    expect((await streams({ limit: 2, nextToken: first.token })).names).toEqual(['c'])
    expect(first.page.logStreams?.[0]).toMatchObject({ firstEventTimestamp: 1, lastEventTimestamp: 1 })
  })

  test('come 50 a page', async () => {
    for (let n = 0; n < 51; n++) put(`s${n}`, 1)
    expect((await streams()).names).toHaveLength(50)
    await expect(streams({ limit: 51 })).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  test('come by prefix or by time', async () => {
    put('web-1', 3)
    put('web-2', 1)
    put('db', 2)
    expect((await streams({ logStreamNamePrefix: 'web' })).names).toEqual(['web-1', 'web-2'])
    expect((await streams({ orderBy: 'LastEventTime', descending: true })).names).toEqual(['web-1', 'db', 'web-2'])
  })

  test('are of one region', async () => {
    aws.logs.createGroup('us-east-1', 'elsewhere')
    aws.logs.createGroup(REGION, 'here')
    aws.logs.createGroup(REGION, 'hers')
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'her' }))
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['here', 'hers'])
    const ask = client.send(new DescribeLogStreamsCommand({ logGroupName: 'elsewhere' }))
    await expect(ask).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
  })

  test('can be deleted', async () => {
    put('s', 1)
    await client.send(new DeleteLogStreamCommand({ logGroupName: 'app', logStreamName: 's' }))
    expect(aws.logs.streamNames()).toEqual({ [`${REGION}:app`]: [] })
  })
})

test('one stream can be throttled on demand', async () => {
  put('s', 1)
  aws.faults.add({ service: 'logs', operation: 'GetLogEvents', resource: 'app:s', times: 1, fault: FAULTS.throttling })
  await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' })
  expect((await get()).times).toEqual([1])
})
