// What `aws-s3 audit` prints.

import { counted } from './counts.ts'

export const summary = () =>
  'Compares a bucket with the state: collected, waiting, late, missing and failed files by account, region and day, and\n' +
  'accounts and regions that nobody reads. Reads listings and the state, and changes nothing.'

export const usage = () => '(--bucket B [flags of the run] | --ossec-conf FILE) [--days N] [--html FILE] [--json]'

export const EXAMPLES = [
  'aws-s3 audit s3://my-trail/logs --only_logs_after 2024-JAN-01',
  'aws-s3 audit --ossec-conf /var/ossec/etc/ossec.conf --days 14 --html audit.html',
  "aws-s3 audit --bucket my-trail --json | jq '.sources[].regions[] | select(.total.missing)'",
]

export const confHelp = () => 'examine all buckets of this ossec.conf; together they decide what is read'
export const daysHelp = (days: number) => `number of days to examine, with today (default: ${days})`
export const lateHelp = (hours: number) => `age in hours at which a waiting file is late (default: ${hours})`
export const htmlHelp = () => 'also write the map to this file, as an HTML page'

export const bucketsOnly = () => 'only buckets can be examined: --bucket, s3://bucket/prefix or --ossec-conf'
export const sourceBesideConf = (flag: string) => `${flag.replace(/=.*/s, '')} is not allowed with --ossec-conf`
export const noBuckets = (file: string) => `${file} has no bucket for a run to read`
export const badSource = (place: string, reason: string) => `${place}: ${reason}`
export const notWritten = (file: string, reason: string) => `${file} cannot be written: ${reason}`

/** Explanations of the statuses, for the legend. */
export const MEANINGS = {
  collected: 'collected',
  waiting: 'the next run takes it',
  late: 'late: still waits',
  missing: 'missing: no run will take it',
  failed: 'failed: is tried again',
} as const

/** The same in one or two words. */
export const SHORT_MEANINGS = {
  collected: 'collected',
  waiting: 'next run',
  late: 'late',
  missing: 'missing',
  failed: 'failed',
} as const

/** `my-trail/logs/ (cloudtrail), line 12` */
export const source = ({ bucket, path, type, line }: SourceName) =>
  `${bucket}/${path} (${type})${line === undefined ? '' : `, line ${line}`}`

interface SourceName {
  readonly bucket: string
  readonly path: string
  readonly type: string
  readonly line?: number | undefined
}

export const title = (since: string, until: string) => `Files by account and day, ${since} to ${until} (UTC)`
export const account = () => 'ACCOUNT'
export const newestDays = (shown: number, all: number) =>
  `The last ${shown} of ${all} days fit here; the tables below, --json and --html have all days.`
export const nothingThere = () => 'Nothing lies there for these days.'
export const notLookedAt = (reason: string) => `cannot be examined: ${reason}`
export const regionsTitle = () => 'Accounts and regions'
export const unreadTitle = () => 'In the bucket, but read by nobody'
export const idleTitle = () => 'Flags that read nothing'

const STATUS_HEADINGS = Object.keys(MEANINGS).map((status) => status.toUpperCase())
export const FINDING_HEADINGS = ['ACCOUNT', 'REGION', ...STATUS_HEADINGS, 'DAYS'] as const
export const EXAMPLE_HEADING = 'SUCH AS'
export const UNREAD_HEADINGS = ['BUCKET', 'TYPE', 'ACCOUNT', 'REGION'] as const
export const IDLE_HEADINGS = ['SOURCE', 'FLAG', 'VALUE'] as const

/** The last line. */
export const verdict = (counts: {
  late: number
  missing: number
  failed: number
  unread: number
  idle: number
  errors: number
}) => {
  const parts = [
    counts.missing > 0 && `${files(counts.missing)} missing`,
    counts.late > 0 && `${files(counts.late)} late`,
    counts.failed > 0 && `${files(counts.failed)} failed`,
    counts.unread > 0 && `${counted(counts.unread, 'region')} read by nobody`,
    counts.idle > 0 && `${counted(counts.idle, 'flag')} without anything to read`,
    counts.errors > 0 && `${counted(counts.errors, 'source')} not examined`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'Nothing is missing.' : `Found: ${parts.join(', ')}.`
}

export const adviceMissing = () => [
  'Only a run with --reparse and --only_logs_after goes back for a missing file.',
  'This command says why it was not read:',
]
/** @param key one of the keys to examine */
export const explainKey = (bucket: string, key: string) =>
  `  aws-s3 explain '${`s3://${bucket}/${key}`.replaceAll("'", "'\\''")}'`

const files = (number: number) => counted(number, 'file')
