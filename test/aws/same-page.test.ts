import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/aws/index.ts'
import { connectAs, disconnectAll } from './connect.ts'

const region = 'us-east-1'
const TOKEN = 'dG9rZW4/+=='
const config = '[default]\nregion = us-east-1\nmax_attempts = 2\n'

/** Reads all pages. */
type Read = (connection: Connection) => Promise<unknown>
type Findings = Awaited<ReturnType<Connection['findings']>>

async function all(source: Findings): Promise<void> {
  for await (const _ of source.pages(new Date(0), new Date()));
}

const PAGED: readonly (readonly [string, number, Read])[] = [
  ['DescribeLogGroups', 2, async (connection) => (await connection.logs(region)).groups('')],
  ['DescribeLogStreams', 2, async (connection) => (await connection.logs(region)).streams('app')],
  ['DescribeFlowLogs', 2, (connection) => connection.flowLogs(region)],
  ['ListFindings of v2', 2, async (connection) => all(await connection.findings(region))],
  // The old client of Classic has classes of errors of its own.
  ['ListFindings of classic', 1, async (connection) => all(await connection.classicFindings(region))],
]

let requests: number
/** Token of the page after the one that has the token. Default: it is the last one. */
let last: string | undefined
/** How a JSON body is written. */
let write: (body: object) => string

const server = createServer(async (request, response) => {
  requests++
  const body = await text(request)
  const isAsked = body.includes(TOKEN) || body.includes(encodeURIComponent(TOKEN))
  response.end(page(request, isAsked ? last : TOKEN))
})

function page({ headers }: IncomingMessage, nextToken: string | undefined): string {
  if (String(headers['x-amz-target']).endsWith('DescribeFindings'))
    return write({ findings: [{ arn: 'a', title: TOKEN }], failedItems: {} })
  if (headers['content-type']?.includes('json'))
    return write({ findings: [{ findingArn: 'a', title: TOKEN }], findingArns: ['a'], nextToken })
  return `<DescribeFlowLogsResponse><nextToken>${nextToken ?? ''}</nextToken></DescribeFlowLogsResponse>`
}

beforeEach(async () => {
  requests = 0
  last = undefined
  write = JSON.stringify
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  disconnectAll()
  server.close()
})

const connection = () => connectAs(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { config })

/** Writes a body as servers do that guard against its use in a web page. */
const escaped = (body: object) => JSON.stringify(body).replaceAll('/', '\\/').replaceAll('=', '\\u003d')

test.each(
  PAGED.flatMap(([operation, tries, read]) => [
    [operation, 'as it is', tries, read, JSON.stringify] as const,
    [operation, 'with escapes', tries, read, escaped] as const,
  ]),
)('%s, answered with the requested page as the next one (%s), ends with one error', async (...row) => {
  const [operation, , tries, read, written] = row
  last = TOKEN
  write = written
  await expect(read(await connection())).rejects.toMatchObject({
    name: 'AwsFailure',
    code: 'ERR_NOT_AWS',
    message: expect.stringMatching(/^The endpoint "http:.*but with a listing that names the same page as its next one/),
  })
  expect(requests).toBe(1 + tries + describes(operation, 1))
})

test.each(
  PAGED.flatMap(([operation, , read]) => [
    [operation, 'without a token', read, undefined] as const,
    [operation, 'with an empty token', read, ''] as const,
  ]),
)('%s is read to the page %s, whatever the page says', async (operation, _, read, end) => {
  last = end
  await read(await connection())
  expect(requests).toBe(2 + describes(operation, 2))
})

/** Classic lists the ARNs of the findings, and describes those of each page. */
const describes = (operation: string, pages: number) => (operation.endsWith('classic') ? pages : 0)
