import { SPACE } from '../bytes.ts'
import { delimitedRecordsEnd, readDelimited } from '../parsers/delimited.ts'
import type { Fields } from '../parsers/fields.ts'
import { columnOf, Header, headerColumns, isFlowRecord, TimeColumn } from '../parsers/flow-log.ts'
import { TapeFields } from '../parsers/tape-fields.ts'
import { type Cell, RowLayout } from '../transform/row-event.ts'
import { SLASHED } from '../walker/key-forms.ts'
import { wordList } from '../word-list.ts'
import { textType } from './common.ts'
import type { BlockReader, BucketType, OnRow } from './contract.ts'
import { createdDateOfName } from './dates.ts'
import { flowLogSplitter } from './flow-log-ids.ts'
import { fileOfService, MINUTE } from './key-grammar.ts'

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html

/** AWS's default format. */
const COLUMNS = wordList(`
  version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status`)

/**
 * Starts an object. A header names the columns and is not an event; an object without one has the default format.
 *
 * @param timesOf rewrites the times, by the columns. Default: they stay as they are
 */
export function readFlowLog(timesOf?: (columns: readonly string[]) => Reshape): BlockReader {
  let row: RowLayout | undefined
  let header: Header | undefined
  let reshape: Reshape | undefined
  let isKnown = false
  return (text, writer) => {
    writer.mustRecognise()
    readDelimited(text, SPACE, (fields) => {
      if (!row) {
        const named = headerColumns(fields)
        const columns = named ?? COLUMNS
        row = new RowLayout({ columns, source: 'vpc' })
        reshape = timesOf?.(columns)
        if (named) {
          header = new Header(fields)
          isKnown = true
          writer.recognised()
          return
        }
      }
      if (header?.isAgain(fields)) return
      isKnown ||= isFlowRecord(fields)
      if (isKnown) writer.recognised()
      writer.fields(row, fields, reshape)
    })
  }
}

type Reshape = (fields: Fields) => readonly Cell[]

function asDates(columns: readonly string[]): Reshape {
  const start = new TimeColumn('start', columns.indexOf('start'))
  const end = new TimeColumn('end', columns.indexOf('end'))
  return (fields) => {
    start.rewrite(fields)
    end.rewrite(fields)
    return []
  }
}

/** Makes events of the rows of Parquet files, equal to those of text, in which all columns are text and none is `-`. */
function openParquet(): OnRow {
  const fields = new TapeFields('-')
  let layout: RowLayout | undefined
  let reshape: Reshape | undefined
  return (tape, row, writer) => {
    if (!layout) {
      // All rows of a file have the same members.
      const columns = Array.from(tape.members(row), ([key]) => columnOf(tape.string(key)))
      layout = new RowLayout({ columns, source: 'vpc' })
      reshape = asDates(columns)
    }
    writer.fields(layout, fields.read(tape, row), reshape)
  }
}

/** `--type vpcflow`: VPC flow logs. */
export const vpcflow: BucketType = {
  name: 'vpcflow',
  table: 'vpcflow',
  layout: { kind: 'aws-logs', service: 'vpcflowlogs', hive: true },
  keys: { own: fileOfService('vpcflowlogs', `fl-[0-9a-z]+_${MINUTE}`) },
  form: SLASHED,
  createdDate: createdDateOfName,
  accountInEvents: true,
  tellsMarked: true,
  head: /^[\w-]+( |$)/m,
  resolve: async (context) => ({ split: flowLogSplitter(context) }),
  openParquet,
  ...textType({ recordsEnd: delimitedRecordsEnd(SPACE), open: () => readFlowLog(asDates) }),
}
