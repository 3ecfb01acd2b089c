// A small cloud for benches: a bucket, a queue and a log group in memory, nothing checked, each answer after a latency.
// A process of its own, so that it takes nothing from what is measured.
//
//   node bench/cloud.ts queue|logs LATENCY_MS COUNT [STREAMS] [STREAMS_WITH_NEWS]
//
// Prints its port. A POST to `/reset` fills the queue anew; `/news` adds a message to some of the streams.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

const EVENTS_AN_OBJECT = 20
const MESSAGE_BYTES = 230
const PAGE_BYTES = 1 << 20
const EVENT_OVERHEAD = 26
const [kind = 'queue', latencyMs = '0', count = '1000', streams = '20', fresh = '3'] = process.argv.slice(2)

interface Message {
  readonly id: string
  readonly body: string
  isHidden: boolean
}

type Input = Readonly<Record<string, unknown>>

const objects = new Map<string, Buffer>()
const queue = new Map<string, Message>()
let receivable: Message[] = []
const logs = new Map<string, { timestamp: number; message: string; ingestionTime: number }[]>()
const dayStart = new Date().setUTCHours(0, 0, 0, 0)

function trail(seed: number): Buffer {
  const Records = Array.from({ length: EVENTS_AN_OBJECT }, (_, n) => ({
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::123456789012:assumed-role/app/${seed}`,
      accountId: '123456789012',
    },
    eventTime: '2024-01-02T01:12:11Z',
    eventSource: 's3.amazonaws.com',
    eventName: ['GetObject', 'PutObject', 'ListObjects'][n % 3],
    awsRegion: 'us-east-1',
    sourceIPAddress: `10.0.${seed % 250}.${n}`,
    userAgent: '[aws-sdk-java/2.20.43 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6 exec-env/AWS_ECS_FARGATE]',
    requestParameters: {
      bucketName: 'data',
      key: `path/to/${seed}/object-${n}.json`,
      encryption: n % 2 ? null : 'AES256',
    },
    responseElements: null,
    requestID: `${seed}-${n}`,
    eventID: `${seed}-${n}-1111-2222-3333`,
    readOnly: true,
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data/path/${seed}` }],
    recipientAccountId: '123456789012',
    eventCategory: 'Data',
  }))
  return gzipSync(JSON.stringify({ Records }))
}

function fillQueue(): void {
  queue.clear()
  for (let n = 0; n < Number(count); n++) {
    const key = `AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/123456789012_CloudTrail_us-east-1_20240102T0112Z_${String(n).padStart(16, '0')}.json.gz`
    const object = { key, size: objects.get(String(n % 20))?.length }
    const body = JSON.stringify({
      Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'logs' }, object } }],
    })
    const id = `${process.pid}-${performance.now()}-${n}`
    queue.set(id, { id, body, isHidden: false })
  }
  receivable = [...queue.values()]
}

function fillLogs(): void {
  const each = Number(count) / Number(streams)
  for (let s = 0; s < Number(streams); s++) {
    const text = `stream ${s} `.padEnd(MESSAGE_BYTES - 8, 'The quick brown fox "jumps" over the lazy dog; ')
    const events = Array.from({ length: each }, (_, n) => ({
      timestamp: dayStart + 1 + n,
      message: `${text}${String(n).padStart(8, '0')}`,
      ingestionTime: dayStart + n,
    }))
    logs.set(`stream-${String(s).padStart(5, '0')}`, events)
  }
}

function addNews(): void {
  for (const [, events] of [...logs].slice(0, Number(fresh))) {
    events.push({ timestamp: Date.now(), message: 'news', ingestionTime: Date.now() })
  }
}

const operations: Readonly<Record<string, (input: Input) => object>> = {
  GetQueueUrl: () => ({ QueueUrl: `http://127.0.0.1:${port()}/123456789012/bench` }),
  GetQueueAttributes: () => ({ Attributes: { VisibilityTimeout: '30', MessageRetentionPeriod: '345600' } }),
  ReceiveMessage() {
    const Messages = receivable.splice(0, 10).map(({ id, body }) => {
      const MD5OfBody = createHash('md5').update(body).digest('hex')
      return { MessageId: id, ReceiptHandle: id, Body: body, MD5OfBody, Attributes: { ApproximateReceiveCount: '1' } }
    })
    return Messages.length === 0 ? {} : { Messages }
  },
  DeleteMessage({ ReceiptHandle }) {
    queue.delete(String(ReceiptHandle))
    return {}
  },
  DeleteMessageBatch({ Entries }) {
    const entries = Entries as readonly { Id: string; ReceiptHandle: string }[]
    for (const { ReceiptHandle } of entries) queue.delete(ReceiptHandle)
    return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] }
  },
  ChangeMessageVisibility: () => ({}),
  DescribeLogStreams({ nextToken = '0' }) {
    const from = Number(nextToken)
    const page = [...logs].slice(from, from + 50)
    const logStreams = page.map(([logStreamName, events]) => ({
      logStreamName,
      lastEventTimestamp: events.at(-1)?.timestamp,
      lastIngestionTime: events.at(-1)?.ingestionTime,
    }))
    return { logStreams, ...(from + 50 < logs.size && { nextToken: String(from + 50) }) }
  },
  GetLogEvents({ logStreamName, startTime, nextToken }) {
    const all = logs.get(String(logStreamName)) ?? []
    const first = nextToken === undefined ? 0 : Number(String(nextToken).slice(2))
    const events = []
    let at = first
    for (let bytes = 0; at < all.length && events.length < 10_000; at++) {
      const event = all[at]
      if (event === undefined || event.timestamp < Number(startTime ?? 0)) continue
      bytes += event.message.length + EVENT_OVERHEAD
      if (bytes > PAGE_BYTES) break
      events.push(event)
    }
    return { events, nextForwardToken: `f/${String(at).padStart(56, '0')}`, nextBackwardToken: `b/${first}` }
  },
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  if (request.url === '/reset') fillQueue()
  if (request.url === '/news') addNews()
  const body = bodyOf(request, Buffer.concat(parts).toString())
  setTimeout(() => {
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': body.length,
      'x-amzn-requestid': '1',
    })
    response.end(body)
  }, Number(latencyMs))
}

function bodyOf({ method, headers, url = '' }: IncomingMessage, text: string): Buffer {
  if (method === 'GET') return objects.get(String(Number(/Z_(\d+)/.exec(url)?.[1]) % 20)) ?? Buffer.alloc(0)
  const operation = String(headers['x-amz-target']).split('.').at(-1) ?? ''
  return Buffer.from(JSON.stringify(operations[operation]?.(JSON.parse(text) as Input) ?? {}))
}

const server = createServer((request, response) => void answer(request, response))
server.keepAliveTimeout = 60_000
const port = () => (server.address() as AddressInfo).port
if (kind === 'queue') for (let n = 0; n < 20; n++) objects.set(String(n), trail(n))
if (kind === 'queue') fillQueue()
else fillLogs()
server.listen(0, '127.0.0.1', () => console.log(port()))
