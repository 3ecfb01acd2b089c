import { BlockList, isIP } from 'node:net'

/**
 * Matches a host against `NO_PROXY`. A name matches itself and its subdomains, `*` matches all hosts, an address
 * matches itself, a network (`10.0.0.0/8`) matches its addresses, and `:port` narrows an entry.
 *
 * @param list comma or space separated
 * @param port port of the request, the default one filled in
 */
export function bypassesProxy(list: string, hostname: string, port: string): boolean {
  const host = hostname.toLowerCase()
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return inNetwork(entry, host)
  const [, name = entry, onlyPort] = (isIP(entry) === 0 && /^\[?(.*?)\]?:(\d+)$/.exec(entry)) || []
  if (onlyPort !== undefined && onlyPort !== port) return false
  if (host === name) return true
  return isIP(host) === 0 && host.endsWith(`.${name.replace(/^\*?\./, '')}`)
}

function inNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  const version = isIP(network)
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128))
    return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}
