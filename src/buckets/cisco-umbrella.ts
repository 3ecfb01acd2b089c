import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import { COMMA, delimitedRecordsEnd, readDelimited } from '../parsers/delimited.ts'
import { RowLayout } from '../transform/row-event.ts'
import { DASHED } from '../walker/key-forms.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'
import { textType } from './text-type.ts'

// https://docs.umbrella.com/deployment-umbrella/docs/log-formats-and-versioning

const ROWS: Readonly<Record<string, RowLayout>> = {
  dnslogs: rowOf([
    'timestamp',
    'most_granular_identity',
    'identities',
    'internal_ip',
    'external_ip',
    'action',
    'query_type',
    'response_code',
    'domain',
    'categories',
    'most_granular_identity_type',
    'identity_types',
    'blocked_categories',
  ]),
  proxylogs: rowOf([
    'timestamp',
    'identities',
    'internal_ip',
    'external_ip',
    'destination_ip',
    'content_type',
    'verdict',
    'url',
    'referer',
    'user_agent',
    'status_code',
    'requested_size',
    'response_size',
    'response_body_size',
    'sha',
    'categories',
    'av_detections',
    'puas',
    'amp_disposition',
    'amp_malware_name',
    'amp_score',
    'identity_type',
    'blocked_categories',
  ]),
  iplogs: rowOf([
    'timestamp',
    'identity',
    'source_ip',
    'source_port',
    'destination_ip',
    'destination_port',
    'categories',
  ]),
}

function rowOf(columns: readonly string[]): RowLayout {
  return new RowLayout({ columns, source: 'cisco_umbrella' })
}

/** The path tells what is logged there: it is one of Umbrella's own folders, or lies in one. */
function rowOfPath(path: string): RowLayout {
  const [, row] = Object.entries(ROWS).find(([folder]) => path.includes(folder)) ?? []
  if (!row) throw new RunError(ExitCode.invalidType, messages.umbrellaPath())
  return row
}

/** `dnslogs/2024-01-02/2024-01-02-00-10-e4e1.csv.gz` */
const KEY = /(?:^|\/)(?:dnslogs|proxylogs|iplogs)\/\d{4}-\d\d-\d\d\/\d{4}(?:-\d\d){4}(?:-[0-9A-Za-z]+)?\.csv(?:\.gz)?$/

/** `--type cisco_umbrella`: DNS, proxy and IP logs of Cisco Umbrella. */
export const ciscoUmbrella: BucketType = {
  name: 'cisco_umbrella',
  table: 'cisco_umbrella',
  layout: { kind: 'flat' },
  keys: { own: KEY },
  form: DASHED,
  createdDate: createdDateOfKey,
  accountInEvents: false,
  check: ({ trailPrefix }) => void rowOfPath(trailPrefix),
  ...textType({
    recordsEnd: delimitedRecordsEnd(COMMA),
    open: ({ trailPrefix }) => {
      const row = rowOfPath(trailPrefix)
      return (text, writer) => readDelimited(text, COMMA, (fields) => writer.fields(row, fields))
    },
  }),
}
