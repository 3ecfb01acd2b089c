import { delimitedRecordsEnd, readDelimited, SPACE } from '../parsers/delimited.ts'
import { RowLayout } from '../transform/row-event.ts'
import { fileOfService } from './key-grammar.ts'
import { loadBalancer } from './load-balancer.ts'
import { textType } from './text-type.ts'
import type { BucketType } from './types.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html

const ROW = new RowLayout({
  columns: [
    'time',
    'elb',
    'client_port',
    'backend_port',
    'request_processing_time',
    'backend_processing_time',
    'response_processing_time',
    'elb_status_code',
    'backend_status_code',
    'received_bytes',
    'sent_bytes',
    'request',
    'user_agent',
    'ssl_cipher',
    'ssl_protocol',
  ],
  source: 'clb',
})

/** `--type clb`: access logs of classic load balancers. */
export const clb: BucketType = {
  name: 'clb',
  table: 'clb',
  ...loadBalancer,
  keys: { own: fileOfService('elasticloadbalancing', '_*(?!_|app\\.|net\\.)') },
  head: /^\d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ /,
  ...textType({
    recordsEnd: delimitedRecordsEnd(SPACE),
    open: () => (text, writer) => readDelimited(text, SPACE, (fields) => writer.fields(ROW, fields)),
  }),
}
