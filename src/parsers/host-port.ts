import { COLON } from '../bytes.ts'
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

/** No event holds so many hosts, and a list of more would not fit a worker's heap. */
const MAX_HOSTS_CHARACTERS = 2 ** 20

/**
 * Does the same as {@link takeHost} for a field of several, separated by spaces: it leaves their ports, separated by
 * spaces.
 *
 * @returns the hosts, separated by spaces; undefined if one lacks a port or if they are very many, and the field stays as it is
 */
export function takeHosts(fields: Fields, index: number): string | undefined {
  const text = fields.text(index)
  if (!text?.includes(' ')) return takeHost(fields, index)
  if (text.length > MAX_HOSTS_CHARACTERS) return undefined
  const pairs = text.split(' ')
  const colons = pairs.map((pair) => pair.lastIndexOf(':'))
  if (colons.includes(-1)) return undefined
  fields.replace(index, Buffer.from(pairs.map((pair, at) => pair.slice((colons[at] ?? 0) + 1)).join(' ')))
  return pairs.map((pair, at) => pair.slice(0, colons[at])).join(' ')
}
