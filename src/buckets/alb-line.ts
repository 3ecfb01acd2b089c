import { afterWords, groups, quoted, requestAndAgent, type Span, words } from '../parsers/spans.ts'

// Finds the columns of an ALB access log in which a client's text hides them. A client fills the request, the user
// agent, the trace (a header), the domain (SNI), and through rules the redirect and the transformed request. AWS writes
// words between them.

/** Columns before the request. */
const HEAD = 12
/** After the user agent: cipher, protocol, target group. */
const TLS = /" (?:-|[A-Z][\w-]+) (?:-|(?:TLS|SSL)v[\w.]+) (?:-|arn[^ "]*) "/g
/** After the certificate: priority of the rule, time of creation. */
const RULE = /" (?:-?\d+|-) \d{4}-\d\d-\d\dT[\d:.]+Z? "/g
/** A trace as load balancers write it. */
const OWN_TRACE = /^(?:Root|Self)=[\w-]+(?:;[\w=.-]+)*$/
/** After the reason of the classification: trace of the connection, and the transformed request. */
const TRANSFORMED = [/" (TID_\w+) "(.*)"((?: [^ "]+)*)$/d, /" (-) "(.*)"((?: [^ "]+)*)$/d]
/** The same, without text after the trace of the connection. */
const CONNECTION = /" ([^ "]+)$/d

/** The last quote of a line and the words after it. */
const WORDS_AT_END = /"((?: [^ "]+)*)$/d

export function locateAlbColumns(line: string): Span[] | undefined {
  const request = afterWords(line, HEAD) + 1
  if (line[request - 1] !== '"') return undefined
  const found = matches(line, TLS, request)
  const withTarget = found.filter((tls) => line.slice(...tls).includes(' arn'))
  for (const tls of [...withTarget, ...found]) {
    const texts = requestAndAgent(line, request, tls[0])
    const rest = texts && afterTls(line, tls[1])
    if (texts && rest) return [...words(line, 0, request - 2), ...texts, ...between(line, tls), ...rest]
  }
  return undefined
}

/**
 * Finds the columns from the trace on. Rows of the first years end after the trace, the certificate or the rule's
 * priority.
 */
function afterTls(line: string, start: number): Span[] | undefined {
  const rule = matches(line, RULE, start).at(-1)
  if (rule) {
    const client = clientTexts(line, start, rule[0])
    const rest = afterRule(line, rule[1])
    return client && rest && [...client, ...between(line, rule), ...rest]
  }
  const [end, more] = groups(WORDS_AT_END, line, start)
  if (!end || !more) return undefined
  const client = clientTexts(line, start, end[0]) ?? [[start, end[0]] as const]
  return [...client, ...(more[0] < more[1] ? words(line, more[0] + 1, more[1]) : [])]
}

/** All matches from `start` on; the quote that ends one may start the next. */
function matches(line: string, pattern: RegExp, start: number): Span[] {
  const spans: Span[] = []
  pattern.lastIndex = start
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    spans.push([match.index, pattern.lastIndex])
    pattern.lastIndex--
  }
  return spans
}

/** The words inside a match, which starts and ends with a quote. */
function between(line: string, [start, end]: Span): Span[] {
  return words(line, start + 2, end - 2)
}

/** Trace, domain and certificate: a client fills the first two. */
function clientTexts(line: string, start: number, end: number): Span[] | undefined {
  const hostileDomain = quoted(line, start, end, 1, 1)
  const trace = hostileDomain?.[0]
  return trace && OWN_TRACE.test(line.slice(...trace)) ? hostileDomain : quoted(line, start, end, 0, 2)
}

/**
 * Finds the columns from the actions on: those in quotes, the second of which is the redirect, and those that AWS
 * added.
 */
function afterRule(line: string, start: number): Span[] | undefined {
  const [tid, dash] = TRANSFORMED.map((pattern) => withTransformed(line, start, groups(pattern, line, start)))
  return tid ?? dash ?? withConnection(line, start) ?? lastInQuotes(line, start)
}

function withTransformed(line: string, start: number, found: readonly Span[]): Span[] | undefined {
  const [whole, trace, texts, more] = found
  if (!whole || !trace || !texts || !more) return undefined
  const first = inQuotes(line, start, whole[0])
  const last = quoted(line, texts[0], texts[1], 1, 1)
  if (!first || !last) return undefined
  return [...first, trace, ...last, ...(more[0] < more[1] ? words(line, more[0] + 1, more[1]) : [])]
}

function withConnection(line: string, start: number): Span[] | undefined {
  const [whole, trace] = groups(CONNECTION, line, start)
  const first = whole && inQuotes(line, start, whole[0])
  return first && trace && [...first, trace]
}

/** Finds seven columns. @param end required position of the last closing quote */
function inQuotes(line: string, start: number, end: number): Span[] | undefined {
  return line[end] === '"' ? quoted(line, start, end, 1, 5) : undefined
}

/** Finds the seven columns, or the first five, three or one of them in older rows. */
function lastInQuotes(line: string, start: number): Span[] | undefined {
  const end = line.length - 1
  if (line[end] !== '"') return undefined
  const found = [5, 3, 1].map((after) => quoted(line, start, end, 1, after)).find((spans) => spans)
  return found ?? [[start, end]]
}
