// Places in a line that is not read byte by byte: a text in which each character is a byte (latin1).

/** Where a field starts and ends in its line. */
export type Span = readonly [start: number, end: number]

/** Between two fields in quotes. A quote of the client's that AWS escapes never makes one. */
const BETWEEN = '" "'

/** The words from `start` up to `end`, one space between them. */
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
 * The match of a pattern and its groups; nothing: there is none.
 *
 * @param pattern with the flag `d`
 * @param start   where in the line to look from on
 */
export function groups(pattern: RegExp, line: string, start = 0): Span[] {
  const { indices = [] } = pattern.exec(line.slice(start)) ?? {}
  return Array.from(indices as readonly (Span | undefined)[], (span) => [
    start + (span?.[0] ?? 0),
    start + (span?.[1] ?? 0),
  ])
}

/** Where what follows the first `count` words starts; -1: there is nothing. */
export function afterWords(line: string, count: number): number {
  let at = 0
  for (let left = count; left > 0; left--) {
    at = line.indexOf(' ', at) + 1
    if (at === 0) return -1
  }
  return at
}

/**
 * Fields in quotes, a space between them: those in front of the one that a client can put anything into are found from
 * the left, those behind it from the right.
 *
 * @param start  behind the first opening quote
 * @param end    the last closing quote
 * @param before how many fields are in front of the client's
 * @param behind how many are behind it
 * @returns undefined: there are fewer
 */
export function quoted(line: string, start: number, end: number, before: number, behind: number): Span[] | undefined {
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
  for (let count = 0; count < behind; count++) {
    const at = line.lastIndexOf(BETWEEN, to - BETWEEN.length)
    if (at < from) return undefined
    right.unshift([at + BETWEEN.length, to])
    to = at
  }
  return from <= to ? [...left, [from, to], ...right] : undefined
}

/**
 * A request line and a user agent, both in quotes. A client can write anything into the agent: the first end of a
 * request is its own. Where there is none, the request is what is odd, and the agent is what comes last.
 *
 * @param start behind the first opening quote
 * @param end   the last closing quote
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
  return / HTTP\/\d(?:\.\d)?$/.test(line.slice(Math.max(start, end - 9), end)) || line.slice(start, end) === '- - - '
}
