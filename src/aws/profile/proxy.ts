import type { Section } from './config-files.ts'
import { BadValue, groupValue, parsed, parseFlag, requireInteger } from './values.ts'

/** A proxy for every call. */
export interface ProxySettings {
  /** `http://host:port` or `https://host:port`, without user and password. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** PEM file of the authorities that sign the proxy's certificate (and the endpoints', if it opens their TLS). */
  readonly caBundle?: string
  /** PEM file with the certificate and key by which we are known to the proxy. */
  readonly clientCert?: string
  /** HTTPS requests are handed to a proxy that speaks TLS itself, instead of tunnelled through it. Default false. */
  readonly useForwardingForHttps: boolean
}

/** @throws BadValue */
export function readProxy(section: Section, profile: string): ProxySettings | undefined {
  const value = (key: string) => groupValue(section, profile, 'proxy', key) || undefined
  const host = value('host')
  if (host === undefined) return undefined
  const optional = {
    username: value('username'),
    password: value('password'),
    caBundle: value('ca_bundle'),
    clientCert: value('client_cert'),
  }
  return {
    url: proxyUrl(host, value('port')),
    useForwardingForHttps: parsed(
      'proxy.use_forwarding_for_https',
      value('use_forwarding_for_https'),
      parseFlag,
      false,
    ),
    ...(Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== undefined)) as Partial<ProxySettings>),
  }
}

/** The host may carry a scheme and a port of its own. */
function proxyUrl(host: string, port: string | undefined): string {
  const text = host.includes('://') ? host : `http://${host}`
  if (!URL.canParse(text)) throw new BadValue('proxy.host', 'is no host', { ours: true })
  const url = new URL(text)
  requireInteger('proxy.port', port)
  if (port !== undefined) {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new BadValue('proxy.port', `'${port}' is no port`, { ours: true })
    url.port = port
  }
  return `${url.protocol}//${url.host}`
}
