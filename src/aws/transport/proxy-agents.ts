import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'

/** A proxy with everything that a connection to it needs; user and password are kept out of the URL. */
export interface ProxyServer {
  readonly url: URL
  /** Value of the header `Proxy-Authorization`. */
  readonly authorization?: string
  /** For a proxy that speaks TLS: its authorities, our certificate and key. */
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>
  readonly lookup?: LookupFunction
  /** HTTPS is handed to the proxy in absolute form instead of tunnelled through it. */
  readonly forwardHttps: boolean
  /** Milliseconds for the proxy to connect and answer. */
  readonly timeoutMs: number
}

/** The proxy does not do what it is asked to. Nothing of the request has reached the endpoint. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure'
  /** `EPROXY`: it refuses; else the system's code. */
  readonly code: string
  /** There when another try may help; in the SDK's form, whose clients look at it, too. */
  readonly $retryable?: object

  constructor(code: string, reason: string, options: { temporary: boolean; cause?: unknown }) {
    super(`proxy: ${reason}`, options)
    this.code = code
    if (options.temporary) this.$retryable = {}
  }
}

/** A status of the proxy's own: 407 where user or password is wrong, 5xx where it cannot reach the endpoint. */
export function proxyRefusal(status: string, reason = ''): ProxyFailure {
  return new ProxyFailure('EPROXY', `${status} ${reason}`.trim(), { temporary: status.startsWith('5') })
}

/**
 * HTTPS through `CONNECT`: the proxy sees the name of the endpoint and nothing else.
 *
 * Beside the packages for this, it trusts the proxy and the endpoint by authorities of their own, tells a refusal by
 * the proxy from an answer of the endpoint, and logs nothing.
 */
export class TunnelAgent extends https.Agent {
  readonly #proxy: ProxyServer

  constructor(proxy: ProxyServer, options: https.AgentOptions) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(
    options: https.RequestOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const host = String(options.host)
    openTunnel(this.#proxy, isIP(host) === 6 ? `[${host}]:${options.port}` : `${host}:${options.port}`).then(
      (socket) => callback(null, super.createConnection({ ...options, socket } as https.RequestOptions) as Duplex),
      (cause) => callback(cause, undefined as unknown as Duplex),
    )
  }
}

/** Requests in absolute form: plain HTTP, and HTTPS where the proxy itself is to speak TLS with the endpoint. */
export class ForwardAgent extends http.Agent {
  readonly #proxy: ProxyServer
  /** Node checks that a request and its agent are of one protocol. */
  readonly protocol: string
  readonly defaultPort: number

  constructor(proxy: ProxyServer, protocol: 'http:' | 'https:', options: http.AgentOptions) {
    super(options)
    this.#proxy = proxy
    this.protocol = protocol
    this.defaultPort = protocol === 'https:' ? 443 : 80
  }

  /** Called by Node for each request, before its headers are written. */
  addRequest(request: http.ClientRequest, options: http.RequestOptions): void {
    request.path = `${this.protocol}//${request.getHeader('host')}${request.path}`
    if (this.#proxy.authorization) request.setHeader('proxy-authorization', this.#proxy.authorization)
    // @ts-expect-error: Node documents createConnection but not addRequest, which all agents override.
    super.addRequest(request, options)
  }

  override createConnection(): Duplex {
    return reach(this.#proxy)
  }
}

function reach(proxy: ProxyServer): Socket {
  const { url, lookup } = proxy
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const address = { host, port: Number(url.port || (secure ? 443 : 80)), ...(lookup && { lookup }) }
  return secure
    ? tlsConnect({ ...address, ...proxy.tls, ...(isIP(host) === 0 && { servername: host }) })
    : netConnect(address)
}

/** Longest answer to CONNECT that is read. */
const MAX_HEAD = 65_536

function openTunnel(proxy: ProxyServer, target: string): Promise<Socket> {
  const socket = reach(proxy)
  const authorization = proxy.authorization ? `Proxy-Authorization: ${proxy.authorization}\r\n` : ''
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`)
  return new Promise((resolve, reject) => {
    let head = ''
    const fail = (failure: ProxyFailure) => {
      socket.destroy()
      reject(failure)
    }
    const broken = (code: string, reason: string, cause?: unknown) =>
      fail(new ProxyFailure(code, reason, { temporary: true, cause }))
    const onEnd = () => broken('ECONNRESET', 'closed the connection')
    const onError = (cause: NodeJS.ErrnoException) => broken(cause.code ?? 'EPROXY', cause.message, cause)
    const onData = (bytes: Buffer) => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n') && head.length < MAX_HEAD) return
      const [, status = 'no HTTP', reason] = /^HTTP\/1\.[01] (\d{3}) ?([^\r\n]*)/.exec(head) ?? []
      if (status !== '200') return fail(proxyRefusal(status, reason))
      socket.off('data', onData).off('end', onEnd).off('error', onError).setTimeout(0)
      resolve(socket)
    }
    socket.on('data', onData).on('end', onEnd).on('error', onError)
    socket.setTimeout(proxy.timeoutMs, () => broken('ETIMEDOUT', 'no answer in time'))
  })
}
