import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { type AgentOptions, Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import * as tls from 'node:tls'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/aws.ts'
import type { Env } from '../../options.ts'
import type { Profile } from '../profile/profile.ts'
import type { ProxySettings } from '../profile/proxy.ts'
import { bypassesProxy } from './no-proxy.ts'
import { ForwardAgent, type ProxyServer, tunnelAgent } from './proxy-agents.ts'

/** The connections of a run, kept alive and shared by all clients. */
export interface Agents {
  /** @param port the default one filled in @returns the agent for requests to that host, direct or through the proxy */
  of(protocol: 'http:' | 'https:', hostname: string, port: string): HttpAgent
  /** @returns the proxy for requests to that host, without user and password; undefined without one */
  proxyOf(protocol: 'http:' | 'https:', hostname: string, port: string): string | undefined
  /** Closes idle connections, so that the process can end. */
  close(): void
}

export interface AgentSettings {
  readonly env: Env
  /**
   * Its proxy takes precedence over the environment's, and over `NO_PROXY`. Its `ca_bundle`, a PEM file of the
   * authorities to trust instead of the built-in ones, is overridden by `AWS_CA_BUNDLE`.
   */
  readonly profile: Pick<Profile, 'proxy' | 'section'>
  /** Resolves host names. Default: the system's resolver. */
  readonly lookup?: LookupFunction | undefined
  /** Time limit for a proxy to connect and respond. */
  readonly connectTimeoutMs: number
}

/** The usual number of concurrent requests of a run. */
const MAX_IDLE_CONNECTIONS = 64

/** @throws RunError 17 if a PEM file cannot be read */
export function createAgents(settings: AgentSettings): Agents {
  const { env, profile } = settings
  const bundle = env.AWS_CA_BUNDLE || profile.section.ca_bundle
  const trusted = bundle === undefined ? undefined : readPem('ca_bundle', bundle)
  const proxyCa = profile.proxy?.caBundle && readPem('proxy.ca_bundle', profile.proxy.caBundle)
  const lookup = settings.lookup && { lookup: settings.lookup }
  const options: AgentOptions = {
    keepAlive: true,
    maxFreeSockets: MAX_IDLE_CONNECTIONS,
    ...lookup,
    // A proxy that inspects TLS presents certificates of its own authority.
    ...(proxyCa ? { ca: [...(trusted ? [trusted] : builtIn()), proxyCa] } : trusted && { ca: trusted }),
  }
  const ca = proxyCa || trusted
  const base = { timeoutMs: settings.connectTimeoutMs, tls: ca ? { ca } : {}, forwardHttps: false, ...lookup }
  const own = profile.proxy && profileProxy(profile.proxy, base)
  const made = new Map<string, HttpAgent>()
  const proxyOf = (protocol: 'http:' | 'https:', hostname: string, port: string) =>
    own ?? environmentProxy(env, base, protocol, hostname, port)
  return {
    proxyOf: (...host) => proxyOf(...host)?.url.href,
    of(protocol, hostname, port) {
      const proxy = proxyOf(protocol, hostname, port)
      const name = `${protocol} ${proxy?.url.href}`
      const agent = made.get(name) ?? makeAgent(protocol, proxy, options)
      made.set(name, agent)
      return agent
    },
    close() {
      for (const agent of made.values()) agent.destroy()
    },
  }
}

function makeAgent(protocol: 'http:' | 'https:', proxy: ProxyServer | undefined, options: AgentOptions): HttpAgent {
  if (proxy === undefined) return protocol === 'http:' ? new HttpAgent(options) : new HttpsAgent(options)
  const forward = protocol === 'http:' || proxy.forwardHttps
  return forward ? new ForwardAgent(proxy, protocol, options) : tunnelAgent(proxy, options)
}

type Base = Omit<ProxyServer, 'url' | 'authorization'>

function profileProxy(settings: ProxySettings, base: Base): ProxyServer {
  const { username, password = '', clientCert } = settings
  const pem = clientCert && readPem('proxy.client_cert', clientCert, 'pair')
  return {
    ...base,
    url: new URL(settings.url),
    tls: { ...base.tls, ...(pem && { cert: pem, key: pem }) },
    forwardHttps: settings.useForwardingForHttps && settings.url.startsWith('https:'),
    authorization: username === undefined ? undefined : basic(username, password),
  }
}

/** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case. */
function environmentProxy(
  env: AgentSettings['env'],
  base: Base,
  protocol: 'http:' | 'https:',
  hostname: string,
  port: string,
): ProxyServer | undefined {
  const value = (name: string) => env[name.toLowerCase()] || env[name]
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const text = value(name)
  if (text === undefined || bypassesProxy(value('NO_PROXY') ?? '', hostname, port)) return undefined
  const whole = text.includes('://') ? text : `http://${text}`
  if (!URL.canParse(whole)) throw badValue(name, 'is no URL')
  const { username, password, protocol: scheme, host } = new URL(whole)
  const authorization = username ? basic(decodeURIComponent(username), decodeURIComponent(password)) : undefined
  return { ...base, url: new URL(`${scheme}//${host}`), authorization }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** The authorities that Node trusts by default, including those of `NODE_EXTRA_CA_CERTS` if Node lists them. */
function builtIn(): readonly string[] {
  return tls.getCACertificates?.('default') ?? tls.rootCertificates
}

/** Checks at once that OpenSSL accepts the file. */
function readPem(key: string, path: string, use: 'authorities' | 'pair' = 'authorities'): string {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (cause) {
    throw badValue(key, `'${path}' cannot be read (${(cause as NodeJS.ErrnoException).code})`)
  }
  try {
    tls.createSecureContext(use === 'pair' ? { cert: pem, key: pem } : { ca: pem })
  } catch (cause) {
    throw badValue(key, `'${path}' cannot be used (${(cause as Error).message})`)
  }
  if (!pem.includes('-----BEGIN ')) throw badValue(key, `'${path}' holds no certificate`)
  return pem
}

function badValue(key: string, reason: string): RunError {
  return new RunError(ExitCode.profileValue, messages.invalidValue(key, reason))
}
