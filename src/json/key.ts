import { jsonText } from '../python/json-text.ts'

/** A name as it appears in the text of a tape, and its hash. */
export interface Key {
  readonly json: Buffer
  readonly hash: number
}

const known = new Map<string, Key>()

/** The key of a constant name. It is cached for good, so never ask for names that come from outside. */
export function keyOf(name: string): Key {
  let key = known.get(name)
  if (key === undefined) {
    const json = Buffer.from(jsonText(name), 'latin1')
    key = { json, hash: hashOf(new DataView(json.buffer, json.byteOffset, json.length), 0, json.length) }
    known.set(name, key)
  }
  return key
}

/**
 * Hashes the JSON string at `[start, end)`: its length, four bytes at each end and two in the middle. That nearly
 * always distinguishes the keys of an object, and costs less than hashing all bytes.
 */
export function hashOf(text: DataView, start: number, end: number): number {
  const size = end - start
  let hash = size
  if (size < 6) for (let at = start; at < end; at++) hash = Math.imul(hash, 31) + text.getUint8(at)
  else {
    const head = text.getInt32(start + 1, true)
    const tail = text.getInt32(end - 5, true)
    const middle = text.getUint16(start + (size >> 1) - 1, true)
    hash = Math.imul(head, 0x85ebca6b) ^ Math.imul(tail, 0x27d4eb2f) ^ Math.imul(middle | (size << 16), 0x165667b1)
  }
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
}
