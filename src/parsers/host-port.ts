import type { Fields } from './fields.ts'

const COLON = 0x3a

/**
 * Splits a field `host:port` at its last colon (IPv6 hosts have colons of their own): the port stays in its place.
 *
 * @returns the host; undefined: there is no such field or no colon in it, and it stays as it is
 */
export function takeHost(fields: Fields, index: number): string | undefined {
  if (index >= fields.count) return undefined
  const { bytes, starts, ends } = fields
  const start = starts[index] as number
  const end = ends[index] as number
  const colon = bytes.subarray(start, end).lastIndexOf(COLON)
  if (colon < 0) return undefined
  const host = Buffer.from(bytes.buffer, bytes.byteOffset + start, colon).toString()
  starts[index] = start + colon + 1
  return host
}

/**
 * As {@link takeHost}, for a field of several separated by spaces: their ports stay, separated by spaces.
 *
 * @returns the hosts, separated by spaces; undefined: not all have a port, and the field stays as it is
 */
export function takeHosts(fields: Fields, index: number): string | undefined {
  const pairs = fields.text(index)?.split(' ') ?? []
  const colons = pairs.map((pair) => pair.lastIndexOf(':'))
  if (pairs.length === 0 || colons.includes(-1)) return undefined
  fields.replace(index, Buffer.from(pairs.map((pair, at) => pair.slice((colons[at] ?? 0) + 1)).join(' ')))
  return pairs.map((pair, at) => pair.slice(0, colons[at])).join(' ')
}
