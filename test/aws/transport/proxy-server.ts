import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import tls from 'node:tls'
import { createProxy } from 'proxy'
import type { Certificate } from './certificates.ts'

export interface ProxyOptions {
  readonly user?: string
  readonly password?: string
  /** The proxy itself speaks TLS. */
  readonly certificate?: Certificate
  /** Authorities of the client certificates that it demands. */
  readonly clients?: string
  /** Where all names lead: what a resolver of their own would do. Default: where they lead. */
  readonly leadTo?: number
}

/** A proxy on the loopback, and what it was asked for. */
export interface TestProxy {
  readonly port: number
  /** `CONNECT host:port`, or method and URL of a forwarded request. */
  readonly seen: string[]
  /** Common names of the client certificates that were shown. */
  readonly clients: string[]
  stop(): Promise<void>
}

export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { user, password, certificate, clients: ca, leadTo } = options
  const base = certificate
    ? https.createServer({ ...certificate, ...(ca && { ca, requestCert: true, rejectUnauthorized: true }) })
    : http.createServer()
  const server = createProxy(base as http.Server)
  if (user !== undefined) {
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    server.authenticate = (request) => request.headers['proxy-authorization'] === expected
  }
  const seen: string[] = []
  const clients: string[] = []
  const note = (request: IncomingMessage) => {
    seen.push(`${request.method} ${request.url}`)
    const name = (request.socket as tls.TLSSocket).getPeerCertificate?.()?.subject?.CN
    if (name !== undefined) clients.push(String(name))
  }
  server.prependListener('request', note)
  server.prependListener('connect', (request: IncomingMessage) => {
    note(request)
    if (leadTo !== undefined) request.url = `127.0.0.1:${leadTo}`
  })
  return { port: await listen(server), seen, clients, stop: stopper(server) }
}

/** TLS in front of a plain port: an HTTPS endpoint. */
export async function startTlsFront(
  port: number,
  certificate: Certificate,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = tls.createServer(certificate, (socket) => {
    const inner = connect(port, '127.0.0.1')
    socket.pipe(inner).pipe(socket)
    for (const each of [socket, inner])
      each.on('error', () => {}).on('close', () => [socket, inner].map((s) => s.destroy()))
  })
  server.on('tlsClientError', () => {})
  return { port: await listen(server), stop: stopper(server) }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function stopper(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
