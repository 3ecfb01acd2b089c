import { readDelimited } from '../parsers/delimited.ts'
import type { Fields } from '../parsers/fields.ts'
import { RowLayout } from '../transform/row-event.ts'
import { DASHED } from '../walker/key-forms.ts'
import type { BlockReader, BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'
import { splitByDistribution } from './distributions.ts'
import { textType } from './text-type.ts'

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html

const TAB = 0x09
const HASH = 0x23
const FIELDS = '#Fields: '

/** The columns of a file whose header does not name them. */
const COLUMNS =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
  'sc-range-start sc-range-end'

/** Lines that start with `#` are the header; its fields name the columns. Values are percent-encoded by CloudFront. */
function open(): BlockReader {
  let row = rowOf(COLUMNS)
  return (text, writer) => {
    readDelimited(text, TAB, (fields) => {
      if (!isHeader(fields)) return writer.fields(row, fields)
      writer.recognised()
      const line = fields.text(0) ?? ''
      if (line.startsWith(FIELDS)) row = rowOf(line.slice(FIELDS.length))
    })
  }
}

function isHeader({ bytes, starts, ends }: Fields): boolean {
  const start = starts[0] as number
  return start < (ends[0] as number) && bytes[start] === HASH
}

/** `cs(User-Agent)` becomes `cs_user_agent`: names that rules can use, as those of the other types. */
function rowOf(names: string): RowLayout {
  const columns = names
    .trim()
    .split(/\s+/)
    .map((name) => name.toLowerCase().replaceAll(/[-(]/g, '_').replaceAll(')', ''))
  return new RowLayout({ columns, source: 'cloudfront' })
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
  head: /^#Version: /,
  split: splitByDistribution,
  ...textType({ open }),
}
