import { NINE, SPACE, ZERO } from '../bytes.ts'

// Positions in a line that is not read byte by byte: a text in which each character is a byte (latin1).

export type Span = readonly [start: number, end: number]

/** Separates two fields in quotes. AWS escapes a client's quote, which never makes this text. */
const BETWEEN = '" "'

/** The words from `start` up to `end`, separated by one space. */
export function words(line: string, start = 0, end = line.length): Span[] {
  const spans: Span[] = []
  for (let from = start; from <= end; ) {
    const space = line.indexOf(' ', from)
    const to = space < 0 || space > end ? end : space
    spans.push([from, to])
    from = to + 1
  }
  return spans
}

/**
 * @returns the match of a pattern and its groups; an empty list if it does not match
 *
 * @param pattern with the flag `d`
 * @param start   position to search from
 */
export function groups(pattern: RegExp, line: string, start = 0): Span[] {
  const { indices = [] } = pattern.exec(line.slice(start)) ?? {}
  return Array.from(indices as readonly (Span | undefined)[], (span) => [
    start + (span?.[0] ?? 0),
    start + (span?.[1] ?? 0),
  ])
}

/** @returns the position of the text after the first `count` words; -1 if the line has no more */
export function afterWords(line: string, count: number): number {
  let at = 0
  for (let left = count; left > 0; left--) {
    at = line.indexOf(' ', at) + 1
    if (at === 0) return -1
  }
  return at
}

/**
 * Fields in quotes, separated by a space: those before the field that a client can fill with anything are found from
 * the left, those after it from the right.
 *
 * @param start  position after the first opening quote
 * @param end    position of the last closing quote
 * @param before number of fields before the client's
 * @param after  number of fields after it
 * @returns undefined if the line has fewer
 */
export function quoted(line: string, start: number, end: number, before: number, after: number): Span[] | undefined {
  const left: Span[] = []
  const right: Span[] = []
  let from = start
  let to = end
  for (let count = 0; count < before; count++) {
    const at = line.indexOf(BETWEEN, from)
    if (at < 0) return undefined
    left.push([from, at])
    from = at + BETWEEN.length
  }
  for (let count = 0; count < after; count++) {
    const at = line.lastIndexOf(BETWEEN, to - BETWEEN.length)
    if (at < from) return undefined
    right.unshift([at + BETWEEN.length, to])
    to = at
  }
  return from <= to ? [...left, [from, to], ...right] : undefined
}

/**
 * A request line and a user agent, both in quotes. A client can write anything into the agent, so the first end of a
 * request counts. Without one, the request is odd, and the agent is the last field.
 *
 * @param start position after the first opening quote
 * @param end   position of the last closing quote
 */
export function requestAndAgent(line: string, start: number, end: number): readonly [Span, Span] | undefined {
  let found = -1
  for (
    let at = line.indexOf(BETWEEN, start);
    at >= 0 && at + BETWEEN.length <= end;
    at = line.indexOf(BETWEEN, at + 1)
  ) {
    found = at
    if (isRequest(line, start, at)) break
  }
  if (found < 0) return undefined
  return [
    [start, found],
    [found + BETWEEN.length, end],
  ]
}

function isRequest(line: string, start: number, end: number): boolean {
  // A line may have thousands of ends, so most are told by their last byte.
  const last = line.charCodeAt(end - 1)
  if (last === SPACE) return line.slice(start, end) === '- - - '
  return last >= ZERO && last <= NINE && / HTTP\/\d(?:\.\d)?$/.test(line.slice(Math.max(start, end - 9), end))
}
