import type { Section } from './config-files.ts'
import { BadValue, groupValue, parsed, parseFlag, requireInteger } from './values.ts'

export interface ProxySettings {
  /** `http://HOST:PORT` or `https://HOST:PORT`, without user and password. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /**
   * PEM file of the authorities that sign the proxy's certificate, and the endpoints' certificates if it inspects TLS.
   */
  readonly caBundle?: string
  /** PEM file with the client certificate and its key. */
  readonly clientCert?: string
  /**
   * True: HTTPS requests go to a proxy that speaks TLS in absolute form, instead of through a tunnel. Default: false.
   */
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

/** The host may contain a scheme and a port. */
function proxyUrl(host: string, port: string | undefined): string {
  const text = host.includes('://') ? host : `http://${host}`
  if (!URL.canParse(text)) throw new BadValue('proxy.host', 'is no host', { isExtension: true })
  const url = new URL(text)
  requireInteger('proxy.port', port)
  if (port !== undefined) {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new BadValue('proxy.port', `'${port}' is no port`, { isExtension: true })
    url.port = port
  }
  return `${url.protocol}//${url.host}`
}
