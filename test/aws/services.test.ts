import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { connectAs, sharedAws } from './connect.ts'

const aws = await sharedAws()

const config = '[default]\nregion = us-east-1\nmax_attempts = 3\n'
const connection = () => connectAs(aws.url, { config })

async function all(pages: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = []
  for await (const page of pages) texts.push(Buffer.from(page).toString())
  return texts
}

describe('CloudWatch Logs', () => {
  test('all pages of groups and streams are read', async () => {
    for (let n = 0; n < 120; n++) aws.logs.createGroup('us-west-2', `group-${String(n).padStart(3, '0')}`)
    for (let n = 0; n < 130; n++)
      aws.logs.putEvents('us-west-2', 'many', `s${n}`, [{ timestamp: 1000 + n, message: 'm' }])
    const logs = await (await connection()).logs('us-west-2')
    expect(await logs.groups('group-')).toHaveLength(120)
    expect(await logs.groups('')).toContain('many')
    const streams = await logs.streams('many')
    expect(streams).toHaveLength(130)
    expect(streams.find(({ name }) => name === 's7')?.lastEventTime).toBe(1007)
    expect((await logs.streams('many', 's12')).map(({ name }) => name).sort()).toEqual(
      ['s12', 's120', 's121', 's122', 's123', 's124', 's125', 's126', 's127', 's128', 's129'].sort(),
    )
  })

  test('events come page by page, exactly as they are stored', async () => {
    const messages = ['plain', '{"n": 1.0, "u": {"id": [1]}}', 'multi\nline é☃ \u0000', '']
    aws.logs.putEvents(
      'us-east-1',
      'app',
      's',
      messages.map((message, n) => ({ timestamp: 5000 + n, message })),
    )
    const logs = await (await connection()).logs('us-east-1')
    const page = await logs.events('app', 's', { startTime: 0 })
    expect(page.events).toMatchObject(messages.map((message, n) => ({ timestamp: 5000 + n, message })))
    const next = await logs.events('app', 's', { startTime: 0, token: page.nextToken })
    expect(next).toEqual({ events: [], nextToken: page.nextToken, previousToken: expect.any(String) })
    expect((await logs.events('app', 's', { startTime: 5001, endTime: 5002 })).events).toHaveLength(1)
    await logs.deleteStream('app', 's')
    expect(await logs.streams('app')).toEqual([])
  })

  test('a missing group is a failure, throttling is retried, and reported when it does not end', async () => {
    const logs = await (await connection()).logs('us-east-1')
    const missing = logs.streams('none')
    await expect(missing).rejects.toMatchObject({ kind: 'not-found', code: 'ResourceNotFoundException' })
    await expect(missing).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the DescribeLogStreams operation: The specified log group does not exist.',
    )
    aws.faults.add({ service: 'logs', times: 1, fault: FAULTS.throttling })
    expect(await logs.groups('nothing')).toEqual([])
    aws.faults.add({ service: 'logs', fault: FAULTS.throttling })
    const throttled = logs.groups('')
    await expect(throttled).rejects.toMatchObject({ kind: 'throttled', operation: 'DescribeLogGroups' })
    await expect(throttled).rejects.toThrow(
      '(ThrottlingException) when calling the DescribeLogGroups operation (reached max retries: 2): Rate',
    )
  })

  test("a load balancer's page in place of a response is reported by its status", async () => {
    const server = createServer((_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const logs = await (await connectAs(`http://127.0.0.1:${port}`, { config })).logs('us-east-1')
    await expect(logs.groups('')).rejects.toThrow(
      /^An error occurred \(502\) when calling the DescribeLogGroups operation \(reached max retries: 2\): Bad Gateway$/,
    )
    server.close()
  })

  test('an endpoint where nobody listens is unreachable, and its URL is shown', async () => {
    const options = { serviceEndpoint: 'http://127.0.0.1:9' }
    const logs = await (await connectAs(aws.url, { config, options })).logs('us-east-1')
    const failure = logs.groups('')
    await expect(failure).rejects.toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' })
    await expect(failure).rejects.toThrow(
      'Could not connect to the endpoint URL: "http://127.0.0.1:9/" (DescribeLogGroups',
    )
  })

  test('missing credentials end the run with exit 3, without a retry', async () => {
    const logs = await (await connectAs(aws.url, { credentials: '' })).logs('us-east-1')
    await expect(logs.groups('')).rejects.toMatchObject({ exitCode: 3 })
  })
})

describe('Inspector', () => {
  const finding = (n: number) =>
    `{"findingArn":"arn:${n}","inspectorScore":9.0,"x":{"b":1,"a":1e3},"updatedAt":${1_704_157_933 + n}.5}`

  test('v2: the pages of the time asked for are read, byte for byte as they were sent', async () => {
    for (let n = 0; n < 150; n++) aws.inspector2.put('eu-west-1', finding(n))
    const findings = await (await connection()).findings('eu-west-1')
    const pages = await all(findings.pages(new Date(1_704_157_943_000), new Date(1_704_158_933_000)))
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain(`{"findings":[${finding(10)},${finding(11)},`)
    expect(pages.join('').match(/findingArn/g)).toHaveLength(140)
    expect(aws.requests.of('ListFindings').every(({ scope }) => scope?.region === 'eu-west-1')).toBe(true)
  })

  test('Classic: findings are listed and described, byte for byte as they were sent', async () => {
    for (let n = 0; n < 120; n++) {
      aws.inspector.put('us-west-2', {
        arn: `arn:${n}`,
        createdAt: 1000 + n,
        updatedAt: 1000 + n,
        service: 'Inspector',
      })
    }
    const findings = await (await connection()).classicFindings('us-west-2')
    const pages = await all(findings.pages(new Date(1_010_000), new Date(5_000_000)))
    const parsed = pages.flatMap((page) => JSON.parse(page).findings as { arn: string; service: string }[])
    expect(parsed).toHaveLength(110)
    expect(parsed[0]).toMatchObject({ arn: 'arn:10', service: 'Inspector' })
  })
})

describe('SQS', () => {
  test('a message that is received is hidden, can be extended, and can be deleted', async () => {
    aws.sqs.createQueue('notes')
    for (let n = 0; n < 12; n++) aws.sqs.send('notes', `{"n": ${n}}`)
    const found = await (await connection()).queue('notes')
    expect(found.visibilitySeconds).toBeGreaterThan(0)
    const first = await found.receive(10, 0)
    expect(first.length).toBeGreaterThan(0)
    expect(first[0]?.body).toMatch(/^\{"n": \d+\}$/)
    await found.extend(first[0]!.handle, 60)
    const rest = await found.receive(10, 0)
    const handles = [...first, ...rest].map(({ handle }) => handle)
    expect(await found.remove(handles)).toEqual([])
    expect(await found.remove(['not-a-handle'])).toMatchObject([{ handle: 'not-a-handle' }])
  })

  test('a message whose body is damaged on the way is not given, and the next one is asked for', async () => {
    aws.sqs.createQueue('damaged')
    const bodies = ['first', 'second'].map((text) => text.padEnd(10_000, '.'))
    for (const body of bodies) aws.sqs.send('damaged', body)
    const found = await (await connection()).queue('damaged')
    aws.faults.add({ service: 'sqs', operation: 'ReceiveMessage', times: 1, fault: 'damage' })
    expect((await found.receive(1, 0)).map(({ body }) => body)).toEqual(bodies.slice(1))
  })

  test('a queue that does not exist is not found', async () => {
    await expect((await connection()).queue('none')).rejects.toMatchObject({
      kind: 'not-found',
      operation: 'GetQueueUrl',
    })
  })
})

test('all pages of flow log ids are read, of the region asked for', async () => {
  const ids = Array.from({ length: 1200 }, (_, n) => `fl-${String(n).padStart(17, '0')}`)
  aws.ec2.addFlowLogs('eu-west-1', ids)
  aws.ec2.addFlowLogs('us-east-1', ['fl-elsewhere'])
  expect(await (await connection()).flowLogs('eu-west-1')).toEqual(ids)
})
