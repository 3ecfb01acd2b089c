import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { onAbort } from '../../concurrency/on-abort.ts'
import { freeMemory } from '../../memory.ts'
import { authority, type Endpoint } from '../endpoints.ts'
import type { Agents } from './agents.ts'
import { proxyRefusal } from './proxy-agents.ts'
import type { Silence } from './silence.ts'
import { watchBody } from './watch-body.ts'

/** Time limits of a request, in milliseconds. */
export interface Timeouts {
  /** Until the socket is connected, including the TLS handshake. */
  readonly connectMs: number
  /** Longest time without a byte from the endpoint. */
  readonly idleMs: number
  /** Window in which a body must bring 1 KB a second on average. */
  readonly slowMs: number
  /** Longest time without a whole answer to any call: after it, calls are not retried. */
  readonly silenceMs: number
}

/** How requests are sent. */
export interface Line {
  readonly agents: Agents
  readonly timeouts: Timeouts
  readonly silence: Silence
}

export interface HttpRequest {
  readonly method: string
  readonly endpoint: Endpoint
  /** Percent-encoded. */
  readonly path: string
  /** Percent-encoded, without the question mark; empty without a query. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Aborts the request and the reading of its response. */
  readonly signal?: AbortSignal | undefined
}

/** @returns the URL as in lines of the contract */
export function urlOf({ endpoint, path, query }: Pick<HttpRequest, 'endpoint' | 'path' | 'query'>): string {
  return `${endpoint.protocol}//${authority(endpoint)}${path}${query === '' ? '' : `?${query}`}`
}

/**
 * Sends a request.
 *
 * @returns the response once its head has arrived; its body must be read or destroyed
 *
 * @throws Error with a `code` of the system (`ECONNREFUSED`, `ETIMEDOUT`, …), of TLS, or of the proxy
 */
export function send(request: HttpRequest, line: Line): Promise<IncomingMessage> {
  const { agents, timeouts, silence } = line
  const { endpoint, method, headers, body, signal } = request
  const { protocol, hostname } = endpoint
  const port = endpoint.port || (protocol === 'https:' ? '443' : '80')
  const path = request.query === '' ? request.path : `${request.path}?${request.query}`
  const agent = agents.of(protocol, hostname, port)
  silence.begin()
  const idleMs = Math.min(timeouts.idleMs, Math.max(silence.leftMs, timeouts.connectMs))
  const options = { protocol, hostname, port, path, method, headers, agent, timeout: idleMs }
  return new Promise((resolve, reject) => {
    const sent = (protocol === 'https:' ? https : http).request(options)
    if (!sent.reusedSocket) limitConnecting(sent, protocol, timeouts.connectMs)
    // Node itself would take ten listeners for a signal in its options.
    if (signal)
      sent.once(
        'close',
        onAbort(signal, () => sent.destroy(signal.reason)),
      )
    // The reader of a stopped body gets the time-out as its error, not the end of the connection.
    let stream: IncomingMessage | http.ClientRequest = sent
    sent.on('timeout', () => stream.destroy(timedOut(`no answer for ${Math.round(idleMs)} ms`)))
    sent.on('error', (cause: NodeJS.ErrnoException) => {
      // The endpoint has just closed an idle connection and never saw the request, which is sent again.
      if (sent.reusedSocket && cause.code === 'ECONNRESET') resolve(send(request, line))
      else {
        if (signal?.aborted) silence.end()
        reject(cause)
      }
    })
    sent.on('response', (response) => {
      // Only a proxy sends this status.
      if (response.statusCode !== 407) {
        stream = response
        watchBody(response, silence, timeouts.slowMs)
        return resolve(response)
      }
      response.destroy()
      reject(proxyRefusal('407', response.statusMessage))
    })
    sent.end(body)
  })
}

/** Node's time-out covers only silence, and only once there is a socket. */
function limitConnecting(request: http.ClientRequest, protocol: string, limitMs: number): void {
  const timer = setTimeout(() => request.destroy(timedOut(`no connection after ${limitMs} ms`)), limitMs)
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

/** Reads a body that is known to be small: a listing, an error. @throws Error if it ends too early */
export async function readText(response: IncomingMessage): Promise<string> {
  const bytes = await readBytes(response)
  const text = bytes.toString('utf8')
  freeMemory(bytes)
  return text
}

/** @throws Error if the body ends too early */
export function readBytes(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('end', () => {
      resolve(Buffer.concat(parts))
      for (const part of parts) freeMemory(part)
    })
    response.on('error', reject)
  })
}
