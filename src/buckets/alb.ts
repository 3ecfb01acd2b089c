import * as messages from '../messages/event.ts'
import type { Fields } from '../parsers/fields.ts'
import { takeHost, takeHosts } from '../parsers/host-port.ts'
import { isoTimeAt, type LineGrammar, readLogLines } from '../parsers/log-line.ts'
import { pythonRepr } from '../python/repr.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { type Cell, RowLayout } from '../transform/row-event.ts'
import { wordList } from '../word-list.ts'
import { locateAlbColumns } from './alb-line.ts'
import { openConnectionLog, openHealthCheckLog } from './alb-other-logs.ts'
import { loadBalancer, textType } from './common.ts'
import type { BlockReader, BucketType, ObjectInfo } from './contract.ts'
import { fileOfService } from './key-grammar.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html

const COLUMNS = wordList(`
  type time elb client_port target_port request_processing_time target_processing_time response_processing_time
  elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol
  target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time action_executed
  redirect_url error_reason target_port_list target_status_code_list classification classification_reason`)
const ADDED_BY_AWS = ['conn_trace_id', 'transformed_host', 'transformed_uri', 'request_transform_status'] as const
const ALL_COLUMNS = [...COLUMNS, ...ADDED_BY_AWS]
const WORDS: ReadonlySet<string> = new Set([
  ...COLUMNS.slice(0, COLUMNS.indexOf('request')),
  ...wordList('ssl_cipher ssl_protocol target_group_arn matched_rule_priority request_creation_time conn_trace_id'),
])
const TIME = COLUMNS.indexOf('time')
const REQUEST = COLUMNS.indexOf('request')
const CLIENT = COLUMNS.indexOf('client_port')
const TARGET = COLUMNS.indexOf('target_port')
const TARGETS = COLUMNS.indexOf('target_port_list')
const HOSTS = ['client_ip', 'target_ip', 'target_ip_list'] as const

const ROW = rowOf(COLUMNS)
const LONG_ROW = rowOf(ALL_COLUMNS)

function rowOf(columns: readonly string[]): RowLayout {
  return new RowLayout({ columns, source: 'alb', added: HOSTS })
}

const GRAMMAR: LineGrammar = {
  quoted: ALL_COLUMNS.map((name) => !WORDS.has(name)),
  locate: locateAlbColumns,
  isCsv: isAsRecorded,
}

/** `GET https://e.com:443/?q=\"x\" HTTP/1.1` */
const RECORDED_REQUEST = /^[A-Z]+ [^"\\ ]*\\"[^"\\ ]+\\" HTTP\/[\d.]+$/

/**
 * True if a row has the old columns, and no inner quotes except around the end of its URL: a recorded run fixes that
 * such a row is read with the later columns shifted by one.
 */
function isAsRecorded(fields: Fields): boolean {
  if (fields.count !== COLUMNS.length || !RECORDED_REQUEST.test(fields.text(REQUEST) ?? '')) return false
  return fields.texts().every((text, index) => index === REQUEST || !text.includes('"'))
}

/** The name of the object decides what it logs: requests, connections, or health checks of targets. */
function open({ key }: ObjectInfo): BlockReader {
  const name = key.slice(key.lastIndexOf('/') + 1)
  if (name.startsWith('conn_log')) return openConnectionLog()
  if (name.startsWith('health_check_log')) return openHealthCheckLog()
  return readRequests
}

function readRequests(text: Uint8Array, writer: EventWriter): void {
  const reshape = (fields: Fields) => splitAddresses(fields, ROW, writer)
  const reshapeLong = (fields: Fields) => splitAddresses(fields, LONG_ROW, writer)
  writer.mustRecognise()
  readLogLines(text, GRAMMAR, (fields, isCsv) => {
    if (isoTimeAt(fields, TIME) || fields.count >= COLUMNS.length) writer.recognised()
    if (fields.count > COLUMNS.length && !isCsv) writer.fields(LONG_ROW, fields, reshapeLong)
    else writer.fields(ROW, fields, reshape)
  })
}

/** Takes the hosts out of the three columns with a port. A column without one stays as it is and gets a line. */
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
  writer.preamble(() => messages.notSplit(COLUMNS[column] as string))
  writer.preamble(() => messages.logEntry(entry()))
}

/** The row as far as it is split, as Python prints it. */
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

/** `--type alb`: access logs, connection logs and health check logs of application load balancers. */
export const alb: BucketType = {
  name: 'alb',
  table: 'alb',
  ...loadBalancer,
  keys: { own: KEY },
  head: /^(?:[a-z0-9]+ )?\d{4}-\d\d-\d\dT/,
  ...textType({ open }),
}
