import { unquoteField } from '../parsers/delimited.ts'
import type { Fields } from '../parsers/fields.ts'
import { takeHost } from '../parsers/host-port.ts'
import { isoTimeAt, type LineGrammar, readLogLines } from '../parsers/log-line.ts'
import { afterWords, groups, words } from '../parsers/spans.ts'
import { type Cell, RowLayout } from '../transform/row-event.ts'
import { wordList } from '../word-list.ts'
import { loadBalancer, textType } from './common.ts'
import type { BlockReader, BucketType } from './contract.ts'
import { fileOfService } from './key-grammar.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html

const COLUMNS = wordList(`
  type version time elb listener client_port destination_port connection_time tls_handshake_time received_bytes
  sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group
  domain_name alpn_fe_protocol`)
const TIME = COLUMNS.indexOf('time')
const CLIENT = COLUMNS.indexOf('client_port')
const DESTINATION = COLUMNS.indexOf('destination_port')
const DOMAIN = COLUMNS.indexOf('domain_name')

/** Rows with the column names of the Python module: columns that AWS has inserted since are missing. */
const ROW = rowOf('alpn_client_preference_list')
/** Rows of the objects that AWS writes now. */
const FULL_ROW = rowOf('alpn_be_protocol', 'alpn_client_preference_list', 'tls_connection_creation_time')
const FULL = FULL_ROW.shape.columns.length

function rowOf(...more: string[]): RowLayout {
  return new RowLayout({ columns: [...COLUMNS, ...more], source: 'nlb', added: ['client_ip', 'destination_ip'] })
}

/** After the domain: two protocols, the client's offer, and the time of the connection. */
const ALPN = [
  // A hostile domain, or regular columns.
  /^(.*) (-|h2|http\/1\.\d) (-|h2|http\/1\.\d) (-|"[^" ]+"(?:,"[^" ]+")*) (\d{4}-\d\d-\d\dT[\d:.]+Z?)(?= |$)/d,
  // A hostile offer.
  /^(.*?) (-|h2|http\/1\.\d) (-|h2|http\/1\.\d) (".*") (\d{4}-\d\d-\d\dT[\d:.]+Z?)(?= |$)/d,
]

const GRAMMAR: LineGrammar = {
  quoted: FULL_ROW.shape.columns.map(() => false),
  locate: (line) => {
    const start = afterWords(line, DOMAIN)
    const found = start < 0 ? [] : ALPN.map((pattern) => groups(pattern, line, start))
    const [whole, ...columns] = found.find(({ length }) => length > 0) ?? []
    // Without quotes, the words are the fields that were found already.
    if (!whole) return line.includes('"') ? words(line) : undefined
    const more = whole[1] < line.length ? words(line, whole[1] + 1) : []
    return [...words(line, 0, start - 1), ...columns, ...more]
  },
}

/** The first row decides which of the two formats an object has; a shorter row has the old names. */
function open(): BlockReader {
  let isFull: boolean | undefined
  return (text, writer) => {
    writer.mustRecognise()
    readLogLines(text, GRAMMAR, (fields) => {
      if (isoTimeAt(fields, TIME) || fields.count > COLUMNS.length) writer.recognised()
      for (let index = DOMAIN + 1; index < fields.count; index++) unquoteField(fields, index)
      isFull ??= fields.count >= FULL
      writer.fields(isFull && fields.count >= FULL ? FULL_ROW : ROW, fields, splitAddresses)
    })
  }
}

/** A column without a port is taken as a host. If the client's column has none, the destination is not split either. */
function splitAddresses(fields: Fields): readonly Cell[] {
  const client = takeHost(fields, CLIENT)
  const destination = client === undefined ? undefined : takeHost(fields, DESTINATION)
  return [client ?? fields.text(CLIENT), destination ?? fields.text(DESTINATION)]
}

/** `--type nlb`: access logs of network load balancers. */
export const nlb: BucketType = {
  name: 'nlb',
  table: 'nlb',
  ...loadBalancer,
  keys: { own: fileOfService('elasticloadbalancing', '_*net\\.') },
  head: /^tls \d\.\d \d{4}-\d\d-\d\dT/,
  ...textType({ open }),
}
