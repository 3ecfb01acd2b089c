import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { authority, type Endpoint } from '../endpoints.ts'
import type { Agents } from './agents.ts'
import { proxyRefusal } from './proxy-agents.ts'

/** When a request is given up, in milliseconds. */
export interface Timeouts {
  /** From the request to a connected (and, with TLS, secured) socket. */
  readonly connectMs: number
  /** Without a byte from the other side. */
  readonly idleMs: number
}

export interface HttpRequest {
  readonly method: string
  readonly endpoint: Endpoint
  /** Percent-encoded. */
  readonly path: string
  /** Percent-encoded, without the question mark; empty: none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Ends the request before its answer is there. */
  readonly signal?: AbortSignal | undefined
}

/** URL as the contract's lines show it. */
export function urlOf({ endpoint, path, query }: Pick<HttpRequest, 'endpoint' | 'path' | 'query'>): string {
  return `${endpoint.protocol}//${authority(endpoint)}${path}${query === '' ? '' : `?${query}`}`
}

/**
 * Sends a request and gives the answer as soon as its head is there; its body must be read or destroyed.
 *
 * @throws Error with a `code` of the system (`ECONNREFUSED`, `ETIMEDOUT`, …), of TLS, or of the proxy
 */
export function send(request: HttpRequest, agents: Agents, timeouts: Timeouts): Promise<IncomingMessage> {
  const { endpoint, method, headers, body, signal } = request
  const { protocol, hostname } = endpoint
  const port = endpoint.port || (protocol === 'https:' ? '443' : '80')
  const path = request.query === '' ? request.path : `${request.path}?${request.query}`
  const agent = agents.of(protocol, hostname, port)
  const options = { protocol, hostname, port, path, method, headers, agent, signal, timeout: timeouts.idleMs }
  return new Promise((resolve, reject) => {
    const sent = (protocol === 'https:' ? https : http).request(options)
    limitConnecting(sent, protocol, timeouts.connectMs)
    sent.on('timeout', () => sent.destroy(timedOut(`no answer for ${timeouts.idleMs} ms`)))
    sent.on('error', (cause: NodeJS.ErrnoException) => {
      // A kept connection that the other side has just closed says nothing about the request: it is sent anew.
      if (sent.reusedSocket && cause.code === 'ECONNRESET') resolve(send(request, agents, timeouts))
      else reject(cause)
    })
    sent.on('response', (response) => {
      // Of all statuses the one that only a proxy gives.
      if (response.statusCode !== 407) return resolve(response)
      response.destroy()
      reject(proxyRefusal('407', response.statusMessage))
    })
    sent.end(body)
  })
}

/** Node has a time-out for silence only, and none before a socket is there. */
function limitConnecting(request: http.ClientRequest, protocol: string, limit: number): void {
  const timer = setTimeout(() => request.destroy(timedOut(`no connection after ${limit} ms`)), limit)
  const done = () => clearTimeout(timer)
  request.once('close', done)
  request.once('socket', (socket) => {
    if (!socket.connecting) return done()
    socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', done)
  })
}

function timedOut(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'ETIMEDOUT' })
}

/** Reads a body that is known to be small: a listing, an error. @throws Error when it ends too early */
export async function readText(response: IncomingMessage): Promise<string> {
  return (await readBytes(response)).toString('utf8')
}

/** As {@link readText}, the bytes. */
export function readBytes(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('end', () => resolve(Buffer.concat(parts)))
    response.on('error', reject)
  })
}
