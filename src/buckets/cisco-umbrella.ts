import { COMMA } from '../bytes.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { Fields } from '../parsers/fields.ts'
import { readQuotedCsv } from '../parsers/quoted-csv.ts'
import { RowLayout } from '../transform/row-event.ts'
import { DASHED } from '../walker/key-forms.ts'
import { wordList } from '../word-list.ts'
import { textType } from './common.ts'
import type { BlockReader, BucketType, ObjectInfo } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

// https://docs.umbrella.com/deployment-umbrella/docs/log-formats-and-versioning
// https://docs.umbrella.com/umbrella-user-guide/docs/dns-log-formats
// https://docs.umbrella.com/umbrella-user-guide/docs/web-log-formats

/** The columns of a kind of log: the original ones, and those that later versions of the log schema add after them. */
interface Kind {
  readonly old: readonly string[]
  readonly added: readonly string[]
}

const KINDS: Readonly<Record<string, Kind>> = {
  dnslogs: {
    old: wordList(`
      timestamp most_granular_identity identities internal_ip external_ip action query_type response_code domain
      categories most_granular_identity_type identity_types blocked_categories`),
    added: ['rule_id', 'destination_countries', 'organization_id'],
  },
  proxylogs: {
    old: wordList(`
      timestamp identities internal_ip external_ip destination_ip content_type verdict url referer user_agent
      status_code requested_size response_size response_body_size sha categories av_detections puas amp_disposition
      amp_malware_name amp_score identity_type blocked_categories`),
    // Cisco calls it `identities`, which is the name of the most granular identity here.
    added: wordList(`
      all_identities identity_types request_method dlp_status certificate_errors file_name ruleset_id rule_id
      destination_list_ids isolate_action file_action warn_status forwarding_method producer msp_organization_id
      blocked_destination_countries application_ids hostname data_center egress server_name time_based_rule
      security_overridden detected_response_file_type warn_categories organization_id`),
  },
  iplogs: {
    old: ['timestamp', 'identity', 'source_ip', 'source_port', 'destination_ip', 'destination_port', 'categories'],
    added: [],
  },
}

/** The path decides the kind of log: it is one of Umbrella's own folders, or lies in one. */
function kindOf(path: string): Kind {
  const [, kind] = Object.entries(KINDS).find(([folder]) => path.includes(folder)) ?? []
  if (!kind) throw new RunError(ExitCode.invalidType, messages.umbrellaPath())
  return kind
}

function rowOf(columns: readonly string[]): RowLayout {
  return new RowLayout({ columns, source: 'cisco_umbrella' })
}

/** A first row may name the columns: known ones keep their names here, later ones get Cisco's. */
function open({ trailPrefix }: ObjectInfo): BlockReader {
  const { old, added } = kindOf(trailPrefix)
  const known = [...old, ...added]
  const oldRow = rowOf(old)
  let row = rowOf(known)
  let isFirst = true
  return (text, writer) => {
    writer.mustRecognise()
    readQuotedCsv(text, (fields) => {
      const names = isFirst ? headerNames(fields) : undefined
      isFirst = false
      if (names) row = rowOf([...known, ...names.slice(known.length)])
      if (names || fields.count >= MIN_COLUMNS) writer.recognised()
      if (!names) writer.fields(endsInComma(fields, old.length) ? oldRow : row, fields)
    })
  }
}

/** Rows of every kind of log have at least this many columns; other text does not. */
const MIN_COLUMNS = 7

/**
 * `"Timestamp","Policy Identity","InternalIp"` as `timestamp`, `policy_identity`, `internal_ip`; undefined for a row of
 * data.
 */
function headerNames(fields: Fields): string[] | undefined {
  if (!/^(?:timestamp|date|time)$/i.test(fields.text(0) ?? '')) return undefined
  return fields.texts().map((name) =>
    name
      .trim()
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .replaceAll(/\W+/g, '_')
      .toLowerCase(),
  )
}

/** True if a row has the original columns and only a comma after them, which does not count as a column. */
function endsInComma({ bytes, starts, ends, count }: Fields, columns: number): boolean {
  const last = starts[columns] as number
  return count === columns + 1 && last === ends[columns] && bytes[last - 1] === COMMA
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
  check: ({ trailPrefix }) => void kindOf(trailPrefix),
  ...textType({ open }),
}
