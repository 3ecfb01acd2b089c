import { isoTimeAt, type LineGrammar, readLogLines } from '../parsers/log-line.ts'
import { afterWords, words } from '../parsers/spans.ts'
import { RowLayout } from '../transform/row-event.ts'
import { wordList } from '../word-list.ts'
import type { BlockReader } from './contract.ts'

// Reads the other logs of application load balancers. A member `log_type` distinguishes their events from those of
// requests.

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
const CONNECTION_COLUMNS = wordList(`
  timestamp client_ip client_port listener_port tls_protocol tls_cipher tls_handshake_latency
  leaf_client_cert_subject leaf_client_cert_validity leaf_client_cert_serial_number tls_verify_status conn_trace_id
  tls_keyexchange`)
const SUBJECT = CONNECTION_COLUMNS.indexOf('leaf_client_cert_subject')

/** After the subject of the certificate. */
const VERIFIED = /"(?: [^ "]+){2,}$/

const CONNECTION: LineGrammar = {
  quoted: CONNECTION_COLUMNS.map((_, index) => index === SUBJECT),
  locate: (line) => {
    const start = afterWords(line, SUBJECT)
    const end = line.search(VERIFIED)
    if (start < 0 || line[start] !== '"' || end <= start) return undefined
    return [...words(line, 0, start - 1), [start + 1, end], ...words(line, end + 2)]
  },
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html
const HEALTH_CHECK_COLUMNS = wordList('type time latency target_addr target_group_id status status_code reason')

const HEALTH_CHECK: LineGrammar = { quoted: HEALTH_CHECK_COLUMNS.map(() => false), locate: (line) => words(line) }

export function openConnectionLog(): BlockReader {
  return reader(CONNECTION, CONNECTION_COLUMNS, 'connection', CONNECTION_COLUMNS.indexOf('timestamp'))
}

export function openHealthCheckLog(): BlockReader {
  return reader(HEALTH_CHECK, HEALTH_CHECK_COLUMNS, 'health_check', HEALTH_CHECK_COLUMNS.indexOf('time'))
}

/** @param time index of the column by which a line is recognised */
function reader(grammar: LineGrammar, columns: readonly string[], logType: string, time: number): BlockReader {
  const row = new RowLayout({ columns, source: 'alb', added: ['log_type'] })
  const added = () => [logType]
  return (text, writer) => {
    writer.mustRecognise()
    readLogLines(text, grammar, (fields) => {
      if (isoTimeAt(fields, time)) writer.recognised()
      writer.fields(row, fields, added)
    })
  }
}
