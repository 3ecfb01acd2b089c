import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'

/** The parameters of a connection to a proxy. User and password are not part of the URL. */
export interface ProxyServer {
  readonly url: URL
  /** Value of the header `Proxy-Authorization`. Default: none. */
  readonly authorization?: string | undefined
  /** For a proxy that speaks TLS: the trusted authorities, and the client's certificate and key. */
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>
  readonly lookup?: LookupFunction
  /** True: HTTPS requests go to the proxy in absolute form, instead of through a tunnel. */
  readonly forwardHttps: boolean
  /** Time limit for the proxy to connect and respond. */
  readonly timeoutMs: number
}

/** The proxy refused or failed. The endpoint has not seen the request. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure'
  /** `EPROXY` if the proxy refused, otherwise the system's code. */
  readonly code: string
  /** Set if a retry may help. The name is the SDK's, whose clients read it too. */
  readonly $retryable?: object

  constructor(code: string, reason: string, options: { temporary: boolean; cause?: unknown }) {
    super(`proxy: ${reason}`, options)
    this.code = code
    if (options.temporary) this.$retryable = {}
  }
}

/** @param status status of the proxy: 407 for a wrong user or password, 5xx if it cannot reach the endpoint */
export function proxyRefusal(status: string, reason = ''): ProxyFailure {
  return new ProxyFailure('EPROXY', `${status} ${reason}`.trim(), { temporary: status.startsWith('5') })
}

/**
 * Sends HTTPS through a tunnel (`CONNECT`): the proxy sees only the name of the endpoint. `docs/dependencies.md` says
 * why it is not a package.
 */
export function tunnelAgent(proxy: ProxyServer, options: https.AgentOptions): https.Agent {
  const agent = new https.Agent(options)
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const host = String(options.host)
    openTunnel(proxy, isIP(host) === 6 ? `[${host}]:${options.port}` : `${host}:${options.port}`).then(
      (socket) => callback?.(null, connect({ ...options, socket } as https.RequestOptions) as Duplex),
      (cause) => callback?.(cause, undefined as unknown as Duplex),
    )
    return undefined
  }
  return agent
}

/** Sends requests in absolute form: plain HTTP, and HTTPS if the proxy itself speaks TLS with the endpoint. */
export class ForwardAgent extends http.Agent {
  readonly #proxy: ProxyServer
  /** Node checks that a request and its agent have the same protocol. */
  readonly protocol: string
  readonly defaultPort: number

  constructor(proxy: ProxyServer, protocol: 'http:' | 'https:', options: http.AgentOptions) {
    super(options)
    this.#proxy = proxy
    this.protocol = protocol
    this.defaultPort = protocol === 'https:' ? 443 : 80
  }

  /** Node calls it for each request, before it writes the headers. */
  addRequest(request: http.ClientRequest, options: http.RequestOptions): void {
    request.path = `${this.protocol}//${request.getHeader('host')}${request.path}`
    if (this.#proxy.authorization) request.setHeader('proxy-authorization', this.#proxy.authorization)
    // @ts-expect-error: Node documents createConnection but not addRequest, which all agents override.
    super.addRequest(request, options)
  }

  override createConnection(): Duplex {
    return connectTo(this.#proxy)
  }
}

function connectTo(proxy: ProxyServer): Socket {
  const { url, lookup } = proxy
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const address = { host, port: Number(url.port || (secure ? 443 : 80)), lookup }
  return secure
    ? tlsConnect({ ...address, ...proxy.tls, ...(isIP(host) === 0 && { servername: host }) })
    : netConnect(address)
}

const MAX_HEAD_BYTES = 65_536

function openTunnel(proxy: ProxyServer, target: string): Promise<Socket> {
  const socket = connectTo(proxy)
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
      if (!head.includes('\r\n\r\n') && head.length < MAX_HEAD_BYTES) return
      const [, status = 'no HTTP', reason] = /^HTTP\/1\.[01] (\d{3}) ?([^\r\n]*)/.exec(head) ?? []
      if (status !== '200') return fail(proxyRefusal(status, reason))
      socket.off('data', onData).off('end', onEnd).off('error', onError).setTimeout(0)
      resolve(socket)
    }
    socket.on('data', onData).on('end', onEnd).on('error', onError)
    socket.setTimeout(proxy.timeoutMs, () => broken('ETIMEDOUT', 'no answer in time'))
  })
}
