import { type Escape, literal, readEscape } from './escapes.ts'
import { fail } from './failure.ts'

/**
 * Translates a class such as `[^]a-z\d]`.
 *
 * @param at where its bracket is
 * @returns the same as a class of JavaScript's `v` mode, and where the source goes on
 */
export function translateClass(
  source: string,
  at: number,
  ascii: boolean,
): { readonly text: string; readonly next: number } {
  const negated = source[at + 1] === '^'
  const first = negated ? at + 2 : at + 1
  let text = negated ? '[^' : '['
  let next = first
  while (source[next] !== ']' || next === first) {
    const low = readItem(source, next, ascii)
    next = low.next
    if (source[next] !== '-' || source[next + 1] === ']' || source[next + 1] === undefined) {
      text += item(low)
      continue
    }
    const high = readItem(source, next + 1, ascii)
    if (low.point === undefined || high.point === undefined || low.point > high.point) {
      fail('unsupported', source.slice(at, high.next))
    }
    text += `${item(low)}-${item(high)}`
    next = high.next
  }
  return { text: `${text}]`, next: next + 1 }
}

function readItem(source: string, at: number, ascii: boolean): Escape {
  if (source[at] === '\\') return readEscape(source, at, true, ascii)
  const point = source.codePointAt(at) ?? fail('endsEarly', source)
  return { point, next: at + (point > 0xffff ? 2 : 1) }
}

function item({ set, point }: Escape): string {
  if (set) return set.negated ? `[^${set.inside}]` : set.inside
  return literal(point as number)
}
