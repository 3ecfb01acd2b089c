import { ownerOf } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'
import { parquetReading } from '../buckets/parquet.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { recordTooLong } from '../messages/object.ts'
import * as messages from '../messages/subscriber.ts'
import { MAX_RECORD_BYTES } from '../objects/spool.ts'
import { asText, withoutMark } from '../objects/text.ts'
import { ReadFailure } from '../objects/types.ts'
import { type CsvDialect, csvDialect, withoutInitialSpaces } from '../parsers/csv-dialect.ts'
import { readDelimited } from '../parsers/delimited.ts'
import { Fields } from '../parsers/fields.ts'
import { jsonLines, jsonStream } from '../parsers/json-documents.ts'
import { readLines } from '../parsers/text-lines.ts'
import type { Format, ObjectJob, PiecewiseReading } from '../pipeline/contract.ts'
import type { WriterOptions } from '../transform/contract.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { RowLayout } from '../transform/row-event.ts'
import { QUEUE, type SubscriberType } from './contract.ts'
import { accountOf, recognise } from './recognise.ts'

// Reads objects of any kind: AWS's own formats, JSON, tables, text.

const SOURCE = 'custom'
const TEXT = new RowLayout({ columns: ['full_log'], source: SOURCE, wholeText: true })

function formatOf(content: Uint8Array, job: ObjectJob): Format {
  const type = recognise(job.key, content)
  if (type) return asInBucket(type, job)
  const writer = plainWriter(job)
  const decode = job.key.endsWith('.jsonl.gz') ? decodeJsonLines : decodeJson
  return {
    decode: (bytes, events) => decode(withoutMark(bytes), events),
    writer,
    fallback: { decode: (bytes, events) => decodeOther(withoutMark(bytes), events), writer },
  }
}

/** Reads an object of AWS's own into the same events as a run with `--bucket`. */
function asInBucket(type: BucketType, job: ObjectJob): Format {
  const { name, decode } = type
  const { key } = job
  return {
    decode: (content, writer, info) => {
      writer.line(2, messages.recognised(key, name))
      decode(content, writer, info)
    },
    writer: writerOf(type, job),
  }
}

/** Events name the account of the path, if it contains one. */
function writerOf({ accountInEvents }: BucketType, { key, writer: { object } }: ObjectJob): Partial<WriterOptions> {
  const accountId = accountInEvents ? accountOf(key) : undefined
  return object && accountId !== undefined ? { object: { ...object, accountId } } : {}
}

/** AWS's own Parquet files are recognised by their key alone. */
function pieces(job: ObjectJob): PiecewiseReading['open'] | undefined {
  const type = ownerOf(job.key)
  const open = type && parquetReading(type, job.key)
  return open && ((body, options, maxBytes) => open(body, { ...options, ...writerOf(type, job) }, maxBytes))
}

/** Options for events that name only their origin, and in which only nulls are changed. */
function plainWriter({ bucket, key }: ObjectJob): Partial<WriterOptions> {
  return { object: { bucket, logFile: key }, reshape: false }
}

/** JSON lines are events as they are. */
function decodeJsonLines(content: Uint8Array, writer: EventWriter): void {
  jsonLines(content, ({ tape }, root) => writer.record(tape, checkObject(tape, root)))
}

/** Reads objects one after another. Of an event of the event bus, it takes the detail. */
function decodeJson(content: Uint8Array, writer: EventWriter): void {
  jsonStream(content, ({ tape }, root) => {
    const detail = tape.find(checkObject(tape, root), 'detail')
    const isBusEvent = detail !== NONE && tape.kind(detail) === Kind.object
    writer.record(tape, isBusEvent ? detail : root, { source: SOURCE })
  })
}

function checkObject(tape: JsonTape, root: Node): Node {
  if (tape.kind(root) !== Kind.object) throw new ReadFailure('parse', messages.notAnObject())
  return root
}

/** Reads a table with a header, or text. */
function decodeOther(content: Uint8Array, writer: EventWriter): void {
  writer.line(2, messages.noJsonObjects())
  const text = asText(content)
  const dialect = csvDialect(text)
  if (dialect === undefined) decodeText(text, writer)
  else decodeTable(text, dialect, writer)
}

function decodeText(text: Uint8Array, writer: EventWriter): void {
  writer.line(2, messages.isText())
  const fields = new Fields(text)
  fields.escaped = 1
  readLines(text, (start, end) => {
    if (end - start > MAX_RECORD_BYTES) throw new ReadFailure('parse', recordTooLong(MAX_RECORD_BYTES))
    fields.count = 0
    fields.add(start, end)
    writer.fields(TEXT, fields)
  })
}

function decodeTable(text: Uint8Array, { delimiter, isSpaced }: CsvDialect, writer: EventWriter): void {
  writer.line(2, messages.isCsv())
  let layout: RowLayout | undefined
  readDelimited(isSpaced ? withoutInitialSpaces(text, delimiter) : text, delimiter, (fields) => {
    if (layout) writer.fields(layout, fields)
    else {
      layout = new RowLayout({ columns: fields.texts(), source: SOURCE })
      writer.recognised()
    }
  })
}

export const buckets: SubscriberType = {
  name: 'buckets',
  required: [QUEUE],
  reading: { kind: 'whole', formatOf, pieces },
}
