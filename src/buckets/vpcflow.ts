import { delimitedRecordsEnd, readDelimited, SPACE } from '../parsers/delimited.ts'
import type { Fields } from '../parsers/fields.ts'
import { headerColumns, TimeColumn } from '../parsers/flow-log.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { type Cell, RowLayout } from '../transform/row-event.ts'
import { createdDateOfName, dayAfterPrefix, slashed } from './dates.ts'
import { splitByFlowLog } from './flow-log-ids.ts'
import { textType } from './text-type.ts'
import type { BlockReader, BucketType } from './types.ts'

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html

/** AWS's default format. */
const COLUMNS = [
  'version',
  'account_id',
  'interface_id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log_status',
]

/** A header names the columns and is no event; a file without one has the default format. */
function open(): BlockReader {
  let write: ((fields: Fields, writer: EventWriter) => void) | undefined
  return (text, writer) => {
    readDelimited(text, SPACE, (fields) => {
      if (write) return write(fields, writer)
      const named = headerColumns(fields)
      write = rowWriter(named ?? COLUMNS)
      if (!named) write(fields, writer)
    })
  }
}

function rowWriter(columns: readonly string[]): (fields: Fields, writer: EventWriter) => void {
  const row = new RowLayout({ columns, source: 'vpc' })
  const start = new TimeColumn('start', columns.indexOf('start'))
  const end = new TimeColumn('end', columns.indexOf('end'))
  const reshape = (fields: Fields): readonly Cell[] => {
    start.rewrite(fields)
    end.rewrite(fields)
    return []
  }
  return (fields, writer) => writer.fields(row, fields, reshape)
}

/** `--type vpcflow`: VPC flow logs. */
export const vpcflow: BucketType = {
  name: 'vpcflow',
  table: 'vpcflow',
  layout: { kind: 'aws-logs', service: 'vpcflowlogs' },
  markerDate: slashed,
  dayOfKey: dayAfterPrefix,
  createdDate: createdDateOfName,
  accountInEvents: true,
  recognise: { key: /_vpcflowlogs_[a-z0-9-]+_fl-[0-9a-f]+_\d{8}T\d{4}Z_/, head: /^[\w-]+( |$)/m },
  split: splitByFlowLog,
  ...textType({ recordsEnd: delimitedRecordsEnd(SPACE), open }),
}
