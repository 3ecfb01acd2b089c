import { COLON, SPACE } from '../bytes.ts'
import type { Fields } from './fields.ts'

/**
 * Splits a field `host:port` at its last colon (IPv6 hosts contain colons) and leaves the port in it.
 *
 * @returns the host; undefined if the field is missing or contains no colon, and it stays as it is
 */
export function takeHost(fields: Fields, index: number): string | undefined {
  if (index >= fields.count) return undefined
  const start = fields.starts[index] as number
  let colon = (fields.ends[index] as number) - 1
  while (colon >= start && fields.bytes[colon] !== COLON) colon--
  if (colon < start) return undefined
  fields.starts[index] = colon + 1
  return fields.slice(start, colon)
}

/**
 * Does the same as {@link takeHost} for a field of several, separated by spaces: it leaves their ports, separated by
 * spaces. It works on bytes, since a list of texts may take more than a worker's heap.
 *
 * @returns the hosts, separated by spaces; undefined if one lacks a port, and the field stays as it is
 */
export function takeHosts(fields: Fields, index: number): string | undefined {
  if (index >= fields.count) return undefined
  const { bytes } = fields
  const start = fields.starts[index] as number
  const end = fields.ends[index] as number
  if (!bytes.subarray(start, end).includes(SPACE)) return takeHost(fields, index)
  const hosts = Buffer.allocUnsafe(end - start)
  const ports = Buffer.allocUnsafe(end - start)
  let [hostsTo, portsTo] = [0, 0]
  for (let from = start, to = start; from <= end; from = to + 1) {
    let colon = -1
    for (to = from; to < end && bytes[to] !== SPACE; to++) if (bytes[to] === COLON) colon = to
    if (colon < 0) return undefined
    // By hand: the parts are short.
    for (let at = from; at < colon; at++) hosts[hostsTo++] = bytes[at] as number
    for (let at = colon + 1; at < to; at++) ports[portsTo++] = bytes[at] as number
    if (to === end) break
    hosts[hostsTo++] = SPACE
    ports[portsTo++] = SPACE
  }
  fields.replace(index, ports.subarray(0, portsTo))
  return hosts.toString('utf8', 0, hostsTo)
}
