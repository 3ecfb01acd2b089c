import { jsonText } from './text.ts'

/** A name as it stands in a tape's text, and its hash. */
export interface Key {
  readonly json: Buffer
  readonly hash: number
}

const known = new Map<string, Key>()

/** The key of a constant name. Kept for good: not for names that come from outside. */
export function keyOf(name: string): Key {
  let key = known.get(name)
  if (key === undefined) {
    const json = Buffer.from(jsonText(name), 'latin1')
    key = { json, hash: hashOf(json, 0, json.length) }
    known.set(name, key)
  }
  return key
}

/**
 * Hash of a JSON string at `[start, end)`: of its length and of a few of its bytes at both ends, which tells the keys
 * of an object apart almost always. The quotes at the ends do no harm.
 */
export function hashOf(text: Buffer, start: number, end: number): number {
  const size = end - start
  const head = text[start + 1]! | (text[start + (size >> 2)]! << 8) | (text[start + (size >> 1)]! << 16)
  const tail = text[end - 2]! | (text[end - (size >> 2) - 1]! << 8) | (size << 16)
  return Math.imul(head ^ Math.imul(tail, 0x85ebca6b), 0x9e3779b1)
}
