import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credentials } from './credentials.ts'
import type { Fault, Faults } from './faults.ts'
import type { Iam } from './iam.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import { authenticate, parseAuthorization } from './sigv4.ts'
import { type AwsRequest, type Reply, type Scope, type Service, ServiceError } from './types.ts'

/** The parts of the cloud that the server uses. */
export interface Cloud {
  /** By signing name; the first one answers requests without a readable signature. */
  readonly services: readonly [Service, ...Service[]]
  readonly credentials: Credentials
  readonly faults: Faults
  readonly iam: Iam
  readonly requests: RequestLog
  /** The cloud's time, milliseconds since 1970. */
  now(): number
}

/** Listens on a free port of the loopback and passes each request to the service in its signature. */
export async function listen(cloud: Cloud): Promise<{ server: Server; port: number }> {
  const server = createServer((incoming, response) => {
    // The client has gone, or the request is not HTTP of AWS: an answer is impossible.
    serve(cloud, incoming, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 30_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

async function serve(cloud: Cloud, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await read(incoming)
  const requestId = randomBytes(8).toString('hex').toUpperCase()
  const scope = groupOf(request)
  const service = cloud.services.find(({ name }) => name === scope?.service) ?? cloud.services[0]
  const entry = describe(request, scope, service)
  response.once('close', cloud.requests.begin(entry))
  const { latencyMs, met, fault } = cloud.faults.take(service.name, entry.operation, entry.resource)
  await met
  if (latencyMs > 0) await sleep(latencyMs)
  if (fault === 'reset') {
    incoming.socket.resetAndDestroy()
    return
  }
  if (fault === 'web-page' || fault === 'untyped-page' || fault === 'redirect') return portal(response, fault)
  const reply = await answer(cloud, service, request, entry.operation, fault, requestId)
  entry.status = reply.status
  response.setHeader('date', new Date(cloud.now()).toUTCString())
  send(response, request.method, reply, requestId, fault)
}

async function read(incoming: IncomingMessage): Promise<AwsRequest> {
  const { method = 'GET', url = '/', headers } = incoming
  const [path = '/', rawQuery = ''] = url.split(/\?(.*)/s)
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const query = new URLSearchParams(rawQuery)
  const isGone = () => incoming.socket.destroyed
  return { method, path, rawQuery, query, headers, host: headers.host ?? '', body: Buffer.concat(chunks), isGone }
}

function groupOf(request: AwsRequest): Scope | undefined {
  try {
    return parseAuthorization(request.headers.authorization).scope
  } catch {
    return undefined
  }
}

function describe(request: AwsRequest, scope: Scope | undefined, service: Service): LoggedRequest {
  const { method, host, path, query, headers } = request
  const operation = service.operationOf(request)
  return { method, host, path, query, headers, scope, operation, resource: service.resourceOf(request), status: 0 }
}

async function answer(
  cloud: Cloud,
  service: Service,
  request: AwsRequest,
  operation: string,
  fault: Fault | undefined,
  requestId: string,
): Promise<Reply> {
  try {
    const auth = parseAuthorization(request.headers.authorization)
    const caller = authenticate(request, auth, cloud.credentials, cloud.now())
    if (typeof fault === 'object') throw new ServiceError(fault.status, fault.code, fault.message)
    const signed = { ...request, scope: auth.scope, caller }
    cloud.iam.check(service.name, operation, signed)
    return await service.answer(operation, signed)
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError(500, 'InternalFailure', String(error))
    return service.refuse(known, requestId)
  }
}

function send(
  response: ServerResponse,
  method: string,
  reply: Reply,
  requestId: string,
  trouble: Fault | undefined,
): void {
  const fault = reply.status < 300 ? trouble : undefined
  const body = Buffer.from(reply.body ?? '')
  const half = body.subarray(0, body.length >> 1)
  const lengths: Partial<Record<string, number>> = { 'wrong-length': half.length, 'long-length': body.length + 1 }
  const length = (typeof fault === 'string' ? lengths[fault] : undefined) ?? body.length
  const headers = { 'content-length': String(length), 'x-amz-request-id': requestId, ...reply.headers }
  response.writeHead(reply.status, headers)
  if (method === 'HEAD') response.end()
  else if (fault === 'wrong-length') response.end(half)
  else if (fault === 'long-length') response.write(body, () => response.destroy())
  else if (fault === 'damage') response.end(damaged(body))
  else if (fault === 'stall') response.write(half)
  else if (fault === 'truncate') response.write(half, () => response.destroy())
  else response.end(body)
}

const PAGE = '<!DOCTYPE html>\n<html><head><title>Welcome to our Wi-Fi</title></head><body>Log in</body></html>\n'

/** The answer of a captive portal in place of AWS. */
function portal(response: ServerResponse, kind: 'web-page' | 'untyped-page' | 'redirect'): void {
  const isRedirect = kind === 'redirect'
  const headers = isRedirect ? { location: 'http://portal.example/login' } : {}
  const type = kind === 'untyped-page' ? {} : { 'content-type': 'text/html; charset=utf-8' }
  response.writeHead(isRedirect ? 302 : 200, { ...headers, ...type }).end(PAGE)
}

function damaged(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  const middle = copy.length >> 1
  copy[middle] = (copy[middle] ?? 0) ^ 1
  return copy
}
