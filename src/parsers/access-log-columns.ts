import { groups, type Span, words } from './spans.ts'

// Finds the columns of an access log line in which a client's text hides them: request, referer and user agent appear
// there as they were sent, the requester of a CloudFront distribution contains spaces, and the host may be anything.
// Each character is a byte.

/** Owner, bucket, time, address; requester; ID, operation, key. */
const HEAD = /^(\S+) (\S+) \[([^\]]*)\] (\S+) (.*?) (\S+) ([A-Z][A-Z0-9]*\.[A-Z][\w.]*) (.*?) (?=")/d
/** After the request: status, error, bytes, size, two times. */
const STATUS = /" (\d{3}|-) ([\w.-]+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) "/d
/**
 * After the user agent: version, host ID, signature, cipher, authentication, host, and the columns that AWS has added
 * since.
 */
const TAILS = [
  /^.*"( (\S+) (\S+) (SigV\w+) (\S+) (AuthHeader|QueryString) (.*) (TLS[vV][\d.]+)((?: [\w.:/*-]+)*))$/d,
  /^.*"( (\S+) (\S+) (-) (\S+) (-) (.*) (TLS[vV][\d.]+)((?: [\w.:/*-]+)*))$/d,
]
/**
 * The same columns of a request without TLS, whose host contains neither spaces nor quotes, and the columns of the
 * first lines of S3.
 */
const PLAIN_TAIL = /^.*"( (\S+)(?: (\S+) (SigV\w+|-) (\S+) (AuthHeader|QueryString|-)((?: [^ "]*)*))?)$/d

/** @returns undefined if the line is not of this format */
export function locateAccessLogColumns(line: string): Span[] | undefined {
  const [head, ...first] = groups(HEAD, line)
  const [status, ...codes] = head ? groups(STATUS, line, head[1]) : []
  // The quote that opens the referer may be the last one.
  const tail = status && tailOf(line, status[1] - 1)
  const texts = tail && refererAndAgent(line, status[1], tail.start)
  return head && texts && [...first, [head[1] + 1, status[0]], ...codes, ...texts, ...tail.columns]
}

interface Tail {
  /** Position of the quote that ends the user agent. */
  readonly start: number
  readonly columns: readonly Span[]
}

function tailOf(line: string, from: number): Tail | undefined {
  const found = TAILS.map((pattern) => groups(pattern, line, from))
  const [, tail, ...columns] = found.find(({ length }) => length > 0) ?? []
  const added = columns.pop()
  if (tail && added) {
    return {
      start: tail[0] - 1,
      columns: [...columns, ...(added[0] < added[1] ? words(line, added[0] + 1, added[1]) : [])],
    }
  }
  const [, plain] = groups(PLAIN_TAIL, line, from)
  return plain && { start: plain[0] - 1, columns: words(line, plain[0] + 1, plain[1]) }
}

/** A referer as browsers send it, or `-`. */
const REFERER = /^(?:-|[a-z][a-z\d+.-]*:[^\s"]*)$/i

/** One of the two may contain `" "`: the agent, if the other is a valid referer. */
function refererAndAgent(line: string, start: number, end: number): readonly [Span, Span] | undefined {
  const first = line.indexOf('" "', start)
  const between = REFERER.test(line.slice(start, first)) ? first : line.lastIndexOf('" "', end - 3)
  if (between < start || between + 3 > end) return undefined
  return [
    [start, between],
    [between + 3, end],
  ]
}
