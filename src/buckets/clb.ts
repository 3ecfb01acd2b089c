import { isoTimeAt, type LineGrammar, readLogLines } from '../parsers/log-line.ts'
import { afterWords, requestAndAgent, words } from '../parsers/spans.ts'
import { RowLayout } from '../transform/row-event.ts'
import { wordList } from '../word-list.ts'
import { loadBalancer, textType } from './common.ts'
import type { BlockReader, BucketType } from './contract.ts'
import { fileOfService } from './key-grammar.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html

const COLUMNS = wordList(`
  time elb client_port backend_port request_processing_time backend_processing_time response_processing_time
  elb_status_code backend_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol`)
const REQUEST = COLUMNS.indexOf('request')
const TIME = COLUMNS.indexOf('time')
const ROW = new RowLayout({ columns: COLUMNS, source: 'clb' })

/** After the user agent; rows of the first years end with the request. */
const TLS = /"(?: [^ "]+ [^ "]+)?$/

const GRAMMAR: LineGrammar = {
  quoted: COLUMNS.map((name) => name === 'request' || name === 'user_agent'),
  locate: (line) => {
    const start = afterWords(line, REQUEST)
    const end = line.search(TLS)
    if (start < 0 || line[start] !== '"' || end <= start) return undefined
    const texts = requestAndAgent(line, start + 1, end) ?? [[start + 1, end] as const]
    return [...words(line, 0, start - 1), ...texts, ...(end + 1 < line.length ? words(line, end + 2) : [])]
  },
}

function open(): BlockReader {
  return (text, writer) => {
    writer.mustRecognise()
    readLogLines(text, GRAMMAR, (fields) => {
      if (isoTimeAt(fields, TIME) || fields.count >= COLUMNS.length) writer.recognised()
      writer.fields(ROW, fields)
    })
  }
}

/** `--type clb`: access logs of classic load balancers. */
export const clb: BucketType = {
  name: 'clb',
  table: 'clb',
  ...loadBalancer,
  keys: { own: fileOfService('elasticloadbalancing', '_*(?!_|app\\.|net\\.)') },
  head: /^\d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ /,
  ...textType({ open }),
}
