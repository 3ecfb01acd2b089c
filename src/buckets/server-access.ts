import { OPEN_BRACKET } from '../bytes.ts'
import { readAccessLog } from '../parsers/access-log-line.ts'
import type { Fields } from '../parsers/fields.ts'
import { RowLayout } from '../transform/row-event.ts'
import { DASHED } from '../walker/key-forms.ts'
import { wordList } from '../word-list.ts'
import { splitBySource } from './access-log-sources.ts'
import { textType } from './common.ts'
import type { BlockReader, BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html

const COLUMNS = wordList(`
  bucket_owner bucket time remote_ip requester request_id operation key request_uri http_status error_code
  bytes_sent object_sent total_time turn_around_time referer user_agent version_id host_id signature_version
  cipher_suite authentication_type host_header tls_version`)
const TIME = COLUMNS.indexOf('time')

/**
 * Columns that AWS has added at the end since, with their possible contents: other words are left out, as the Python
 * module does.
 */
const ADDED: readonly (readonly [name: string, form: RegExp])[] = [
  ['access_point_arn', /^(-|arn:.+)$/],
  ['acl_required', /^(-|Yes)$/],
  ['source_region', /^(-|[a-z]{2,}(-[a-z]+)+-\d+)$/],
]
const ROW = new RowLayout({ columns: [...COLUMNS, ...ADDED.map(([name]) => name)], source: 's3_server_access' })

function open(): BlockReader {
  return (text, writer) => {
    writer.mustRecognise()
    readAccessLog(text, (fields) => {
      if (isBracketed(fields) || fields.count >= COLUMNS.length) writer.recognised()
      if (fields.count > COLUMNS.length) leaveOutUnknown(fields)
      writer.fields(ROW, fields)
    })
  }
}

/** True if the time, or a word in its position, is in brackets: some tools remove them and some do not. */
function isBracketed({ bytes, starts, count }: Fields): boolean {
  if (count <= TIME) return false
  const start = starts[TIME] as number
  return bytes[start] === OPEN_BRACKET || bytes[start - 1] === OPEN_BRACKET
}

function leaveOutUnknown(fields: Fields): void {
  let known = COLUMNS.length
  for (const [, form] of ADDED) {
    if (known >= fields.count || !form.test(fields.text(known) ?? '')) break
    known++
  }
  fields.cut(known)
}

/** A prefix may end without `/`; then the whole name of the object must have S3's form. */
const KEY = /(?:(?:^|\/)\d{4}(?:-\d\d){5}-[0-9A-Za-z]+|\d{4}(?:-\d\d){5}-[0-9A-F]{16})$/

/** `--type server_access`: access logs of buckets. Names start with the time: `2024-01-02-03-04-05-…`. */
export const serverAccess: BucketType = {
  name: 'server_access',
  table: 's3_server_access',
  layout: { kind: 'flat' },
  keys: { own: KEY },
  form: { ...DASHED, start: '0000-00-00-00-00-00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
  skipLevel: 2,
  objectsAtTop: true,
  split: splitBySource,
  // The time in brackets after owner and bucket identifies the content.
  head: /^\S+ \S+ \[\d\d\/\w{3}\/\d{4}(:\d\d){3} [+-]\d{4}\] /,
  ...textType({ open }),
}
