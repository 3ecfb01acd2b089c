import { pythonRepr } from '../json/python-text.ts'
import * as messages from '../messages/event.ts'
import { delimitedRecordsEnd, readDelimited, SPACE } from '../parsers/delimited.ts'
import type { Fields } from '../parsers/fields.ts'
import { takeHost, takeHosts } from '../parsers/host-port.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { type Cell, RowLayout } from '../transform/row-event.ts'
import { fileOfService } from './key-grammar.ts'
import { loadBalancer } from './load-balancer.ts'
import { textType } from './text-type.ts'
import type { BlockReader, BucketType } from './types.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html

const LF = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c

const COLUMNS = [
  'type',
  'time',
  'elb',
  'client_port',
  'target_port',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'elb_status_code',
  'target_status_code',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'target_group_arn',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'matched_rule_priority',
  'request_creation_time',
  'action_executed',
  'redirect_url',
  'error_reason',
  'target_port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
] as const
const ADDED_BY_AWS = ['conn_trace_id', 'transformed_host', 'transformed_uri', 'request_transform_status'] as const
const CLIENT = COLUMNS.indexOf('client_port')
const TARGET = COLUMNS.indexOf('target_port')
const TARGETS = COLUMNS.indexOf('target_port_list')
const HOSTS = ['client_ip', 'target_ip', 'target_ip_list'] as const

const ROW = rowOf(COLUMNS)
const LONG_ROW = rowOf([...COLUMNS, ...ADDED_BY_AWS])

function rowOf(columns: readonly string[]): RowLayout {
  return new RowLayout({ columns, source: 'alb', added: HOSTS })
}

/**
 * Files with columns that were added since are read as AWS means them. The others are read as they always were here:
 * a quote that AWS escapes with a backslash ends the column, and moves those behind it.
 */
function open(): BlockReader {
  let isLong: boolean | undefined
  return (text, writer) => {
    isLong ??= firstLineColumns(text) > COLUMNS.length
    if (isLong) doubleEscapedQuotes(text)
    const row = isLong ? LONG_ROW : ROW
    const reshape = (fields: Fields) => splitAddresses(fields, row, writer)
    readDelimited(text, SPACE, (fields) => writer.fields(row, fields, reshape))
  }
}

/** Columns of the first line, as AWS means it. */
function firstLineColumns(text: Uint8Array): number {
  let count = 1
  let isQuoted = false
  for (let at = 0; at < text.length && text[at] !== LF; at++) {
    if (text[at] === BACKSLASH) at++
    else if (text[at] === QUOTE) isQuoted = !isQuoted
    else if (text[at] === SPACE && !isQuoted) count++
  }
  return count
}

/** Makes `""` of `\"`, in place: what the reader takes for a quote inside of a column. */
function doubleEscapedQuotes(text: Uint8Array): void {
  for (let at = text.indexOf(BACKSLASH); at >= 0; at = text.indexOf(BACKSLASH, at + 2)) {
    if (text[at + 1] === QUOTE) text[at] = QUOTE
  }
}

/** Takes the hosts out of the three columns that have a port; one that has none stays as it is, and is told of. */
function splitAddresses(fields: Fields, { shape }: RowLayout, writer: EventWriter): readonly Cell[] {
  const { columns } = shape
  const client = takeHost(fields, CLIENT)
  if (client === undefined) tellNotSplit(writer, CLIENT, () => entryText(fields, columns, []))
  const target = takeHost(fields, TARGET)
  if (target === undefined) tellNotSplit(writer, TARGET, () => entryText(fields, columns, [client]))
  const targets = takeHosts(fields, TARGETS)
  if (targets === undefined) tellNotSplit(writer, TARGETS, () => entryText(fields, columns, [client, target]))
  return [client, target, targets]
}

function tellNotSplit(writer: EventWriter, column: number, entry: () => string): void {
  writer.foreword(() => messages.notSplit(COLUMNS[column] as string))
  writer.foreword(() => messages.logEntry(entry()))
}

/** The row as far as it is split, as Python would print it. */
function entryText(fields: Fields, columns: readonly string[], hosts: readonly Cell[]): string {
  const texts = fields.texts()
  const members = columns.map((name, at) => [pythonRepr(name), pythonRepr(texts[at] ?? null)])
  if (texts.length > columns.length) members.push(['None', pythonRepr(texts.slice(columns.length))])
  members.push(["'source'", "'alb'"])
  for (const [at, host] of hosts.entries()) {
    if (host !== undefined) members.push([pythonRepr(HOSTS[at] as string), pythonRepr(host)])
  }
  return `{${members.map(([name, value]) => `${name}: ${value}`).join(', ')}}`
}

/** Access logs of `app.` balancers; no other balancer has connection and health check logs. */
const KEY = new RegExp(
  `${fileOfService('elasticloadbalancing', '_*app\\.').source}|(?:^|/)(?:conn_log|health_check_log)[._]\\d{12}_[^/]*$`,
)

/** `--type alb`: access logs of application load balancers. */
export const alb: BucketType = {
  name: 'alb',
  table: 'alb',
  ...loadBalancer,
  keys: { own: KEY },
  head: /^(?:[a-z0-9]+ )?\d{4}-\d\d-\d\dT/,
  ...textType({ recordsEnd: delimitedRecordsEnd(SPACE), open }),
}
