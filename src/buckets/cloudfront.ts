import { HASH, OPEN_BRACE, TAB } from '../bytes.ts'
import { type JsonTape, Kind, type Node } from '../json/tape.ts'
import { notObject } from '../messages/json.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import type { Fields } from '../parsers/fields.ts'
import { jsonLines } from '../parsers/json-documents.ts'
import { readPlainRows } from '../parsers/plain-rows.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { RowLayout } from '../transform/row-event.ts'
import { DASHED } from '../walker/key-forms.ts'
import { wordList } from '../word-list.ts'
import { alignToColumns } from './cloudfront-columns.ts'
import { textType } from './common.ts'
import type { BlockReader, BucketType, ObjectInfo } from './contract.ts'
import { createdDateOfKey } from './dates.ts'
import { splitByDistribution } from './distributions.ts'

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html: W3C, with the delimiter that
// somebody chose, or JSON lines.

/**
 * The line that names the columns. It separates them by spaces if the rows use tabs, otherwise by the rows' delimiter.
 */
const FIELDS = /^#Fields:\s*(?<names>\S.*)$/
const DATE = /^\d{4}-\d\d-\d\d$/

/** The columns of an object whose header does not name them. */
const COLUMNS = wordList(`
  date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)
  cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken
  x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status
  fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len
  sc-range-start sc-range-end`)

/** Different lists of columns in one file. Files that were joined have the same ones. */
const MAX_HEADERS = 1024

function open({ key }: ObjectInfo): BlockReader {
  let read: BlockReader | undefined
  return (text, writer) => {
    writer.mustRecognise()
    read ??= text[0] === OPEN_BRACE ? openJson(key) : openRows()
    read(text, writer)
  }
}

/** Lines that start with `#` are the header. A quote is plain text: CloudFront percent-encodes special characters. */
function openRows(): BlockReader {
  const form = { delimiter: TAB }
  let row = rowOf(COLUMNS)
  let hasHeader = false
  let lastNames: string | undefined
  let headers = 0
  return (text, writer) => {
    readPlainRows(text, form, (fields) => {
      if (text[fields.starts[0] as number] === HASH) {
        writer.recognised()
        hasHeader = true
        const names = FIELDS.exec(lineOf(fields))?.groups?.names?.trim()
        if (names === undefined || names === lastNames) return
        lastNames = names
        if (++headers > MAX_HEADERS) throw new ReadFailure('parse', messages.tooManyHeaders(MAX_HEADERS))
        form.delimiter = delimiterOf(names)
        row = rowOf(names.split(form.delimiter === TAB ? /\s+/ : String.fromCharCode(form.delimiter)))
        return
      }
      if (fields.count > row.shape.columns.length) alignToColumns(fields, row.shape.columns)
      if (hasHeader || DATE.test(fields.text(0) ?? '')) writer.recognised()
      writer.fields(row, fields)
    })
  }
}

function lineOf({ bytes, starts, ends, count }: Fields): string {
  return bytes.toString('utf8', starts[0], ends[count - 1])
}

function delimiterOf(names: string): number {
  return /[,;|]/.exec(names)?.[0].charCodeAt(0) ?? TAB
}

function rowOf(names: readonly string[]): RowLayout {
  return new RowLayout({ columns: names.map(columnName), source: 'cloudfront' })
}

/** Names that are kept, and their length: an object repeats the same few. */
const MAX_KEPT = { names: 4096, characters: 128 }

/** @returns {@link columnName}, faster for the names of all members of an object */
function columnNames(): (name: string) => string {
  const kept = new Map<string, string>()
  return (name) => {
    const found = kept.get(name)
    if (found !== undefined) return found
    const column = columnName(name)
    if (kept.size < MAX_KEPT.names && name.length <= MAX_KEPT.characters) kept.set(name, column)
    return column
  }
}

/** `cs(User-Agent)` becomes `cs_user_agent`: names that rules can use, as for the other types. */
function columnName(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[-(]/g, '_').replaceAll(')', '')
}

/** A bad line does not prevent reading the others. */
function openJson(key: string): BlockReader {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const nameOf = columnNames()
  return (text, writer) => {
    const tellBad = ({ message }: ReadFailure) => {
      writer.badRecord(new ReadFailure('parse', message, { line: messages.eventsNotLoaded(name) }))
    }
    jsonLines(text, ({ tape }, root) => writeObject(tape, root, writer, nameOf), tellBad)
  }
}

function writeObject(tape: JsonTape, root: Node, writer: EventWriter, nameOf: (name: string) => string): void {
  if (tape.kind(root) !== Kind.object) throw new ReadFailure('parse', notObject())
  writer.recognised()
  writer.renamed(tape, root, nameOf, { source: 'cloudfront' })
}

/** `E2K3EXAMPLE.2024-01-02-03.a1b2c3d4.gz` */
const KEY = /(?:^|\/)[A-Z0-9]{10,}\.\d{4}(?:-\d\d){3}\.[0-9A-Za-z]{8,}\.(?:gz|parquet)$/

/** `--type cloudfront`: standard access logs of CloudFront distributions. */
export const cloudfront: BucketType = {
  name: 'cloudfront',
  table: 'cloudfront',
  layout: { kind: 'flat' },
  keys: { own: KEY },
  form: { ...DASHED, start: '0000-00-00-00.' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
  objectsAtTop: true,
  head: /^(?:#Version: |\s*\{"[a-z-]+(?:\([\w-]+\))?":)/,
  split: splitByDistribution,
  openParquet: () => {
    const nameOf = columnNames()
    return (tape, row, writer) => writeObject(tape, row, writer, nameOf)
  },
  ...textType({ open }),
}
