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

/** Hash of a JSON string, quotes not counted, at `[start, end)`; the tokenizer computes the same while it reads. */
export function hashOf(text: Buffer, start: number, end: number): number {
  let hash = 0
  for (let at = start + 1; at < end - 1; at++) hash = (Math.imul(hash, 31) + text[at]!) | 0
  return hash
}
