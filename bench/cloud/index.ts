// A small cloud for benches: a bucket, a queue or a log group in memory, nothing checked, each answer after a latency.
// A process of its own, so that it takes nothing from what is measured.
//
//   node bench/cloud/index.ts OPTIONS LATENCY_MS      OPTIONS: JSON, see contract.ts
//
// Prints its port. A POST to `/prepare` makes it ready for the next run and returns the number of requests since the last one.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBucket } from './bucket.ts'
import type { Cloud, CloudOptions } from './contract.ts'
import { createLogs } from './logs.ts'
import { createQueue } from './queue.ts'

const [options = '', latencyMs = '0'] = process.argv.slice(2)

function create(options: CloudOptions): Cloud {
  if (options.kind === 'bucket') return createBucket(options)
  return options.kind === 'queue' ? createQueue(options, url) : createLogs(options)
}

const cloud = create(JSON.parse(options) as CloudOptions)
const server = createServer((request, response) => void answer(request, response))
let requests = 0

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method = '', url = '', headers } = request
  if (url === '/prepare') return prepare(response)
  requests++
  const target = String(headers['x-amz-target'] ?? '')
  const { type, body } = cloud.answer({ method, url, target, body: Buffer.concat(parts).toString() })
  const send = () => {
    const length = Buffer.byteLength(body)
    response.writeHead(200, { 'content-type': type, 'content-length': length, 'x-amz-request-id': '1' })
    response.end(body)
  }
  if (Number(latencyMs) === 0) send()
  else setTimeout(send, Number(latencyMs))
}

function prepare(response: ServerResponse): void {
  cloud.prepare?.()
  response.end(String(requests))
  requests = 0
}

function url(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// Ends with the bench that started it, however that ends.
process.stdin.resume().once('close', () => {
  server.close()
  server.closeAllConnections()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log(new URL(url()).port))
