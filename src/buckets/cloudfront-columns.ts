import type { Fields } from '../parsers/fields.ts'
import { wordList } from '../word-list.ts'

/** Rows beyond that are not looked through: the time grows with the product. */
const MAX_ALIGNED_COLUMNS = 128
const MAX_ALIGNED_FIELDS = 512

/**
 * Columns that a client fills. CloudFront encodes tabs in them, but other delimiters would shift the columns after
 * them.
 */
const CLIENT: ReadonlySet<string> = new Set(
  wordList(`
  cs_host cs_uri_stem cs_referer cs_user_agent cs_uri_query cs_cookie x_host_header x_forwarded_for cs_headers
  cs_header_names`),
)

/** The contents of other columns that have a fixed form. */
const COLUMN_PATTERNS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d$/,
  sc_status: /^\d{3}$/,
  c_ip: /^[\d.:a-f]+$/i,
  cs_method: /^[A-Z]+$/,
  cs_protocol: /^(?:https?|wss?)$/,
  cs_protocol_version: /^(?:HTTP\/[\d.]+|-)$/,
  ssl_protocol: /^(?:(?:TLS|SSL)v[\d.]+|-)$/,
  x_edge_result_type: /^[A-Z][A-Za-z]+$/,
  x_edge_response_result_type: /^[A-Z][A-Za-z]+$/,
  ...Object.fromEntries(
    ['sc_bytes', 'cs_bytes', 'time_taken', 'time_to_first_byte', 'c_port'].map((name) => [name, /^(?:[\d.]+|-)$/]),
  ),
}

/** All other texts of AWS are single words. */
const WORD = /^\S*$/

/**
 * Joins fields of a row that has too many: a delimiter in a client's column is part of that column. If no such columns
 * can be found, the fields stay as they are.
 *
 * @param columns their names, fewer than the fields
 */
export function alignToColumns(fields: Fields, columns: readonly string[]): void {
  if (columns.length > MAX_ALIGNED_COLUMNS || fields.count > MAX_ALIGNED_FIELDS) return
  const ends = fieldsOfColumns(fields.texts(), columns)
  if (!ends) return
  for (const [index, end] of ends.entries()) {
    fields.starts[index] = fields.starts[index === 0 ? 0 : (ends[index - 1] as number)] as number
    fields.ends[index] = fields.ends[end - 1] as number
  }
  fields.cut(columns.length)
  // The delimiters inside no longer separate fields.
  fields.escaped = 1
}

/** For each column, the number of fields up to its end. */
function fieldsOfColumns(texts: readonly string[], columns: readonly string[]): number[] | undefined {
  const possible: number[][] = [[0]]
  for (const name of columns) possible.push(endsOf(name, possible.at(-1) ?? [], texts))
  const ends: number[] = []
  let end = texts.length
  for (let index = columns.length; index > 0; index--) {
    if (!possible[index]?.includes(end)) return undefined
    ends.unshift(end)
    end = possible[index - 1]?.findLast((start) => start < end) ?? 0
  }
  return ends
}

/** The positions at which a column can end if it starts at one of these; in ascending order. */
function endsOf(name: string, starts: readonly number[], texts: readonly string[]): number[] {
  const [first] = starts
  if (first === undefined) return []
  if (CLIENT.has(name)) return Array.from({ length: texts.length - first }, (_, count) => first + count + 1)
  const form = COLUMN_PATTERNS[name] ?? WORD
  return starts.filter((start) => start < texts.length && form.test(texts[start] as string)).map((start) => start + 1)
}
