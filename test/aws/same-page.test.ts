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
/** Whether the page that has the token is the last one. */
let isEnding: boolean

const server = createServer(async (request, response) => {
  requests++
  const body = await text(request)
  const isAsked = body.includes(TOKEN) || body.includes(encodeURIComponent(TOKEN))
  response.end(page(request, isEnding && isAsked ? undefined : TOKEN))
})

function page({ headers }: IncomingMessage, nextToken: string | undefined): string {
  if (headers['content-type']?.includes('json')) return JSON.stringify({ findings: [], findingArns: [], nextToken })
  return `<DescribeFlowLogsResponse><nextToken>${nextToken ?? ''}</nextToken></DescribeFlowLogsResponse>`
}

beforeEach(async () => {
  requests = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  disconnectAll()
  server.close()
})

const connection = () => connectAs(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { config })

test.each(PAGED)(
  '%s, answered with the requested page as the next one, ends with one error',
  async (_, tries, read) => {
    isEnding = false
    await expect(read(await connection())).rejects.toMatchObject({
      name: 'AwsFailure',
      code: 'ERR_NOT_AWS',
      message: expect.stringMatching(
        /^The endpoint "http:.*but with a listing that names the same page as its next one/,
      ),
    })
    expect(requests).toBe(1 + tries)
  },
)

test.each(PAGED)('%s is read to the page without a token', async (_, _tries, read) => {
  isEnding = true
  await read(await connection())
  expect(requests).toBe(2)
})
