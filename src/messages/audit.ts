// What `aws-s3 audit` prints.

import { counted } from './counts.ts'

export const summary = () =>
  'Holds a bucket against the state: what was collected, waits, is late, is missing or has failed, by account, region and\n' +
  'day, and which accounts and regions nobody reads. It reads listings and the state, and changes nothing.'

export const usage = () => '(--bucket B [flags of the run] | --ossec-conf FILE) [--days N] [--html FILE] [--json]'

export const EXAMPLES = [
  'aws-s3 audit s3://my-trail/logs --only_logs_after 2024-JAN-01',
  'aws-s3 audit --ossec-conf /var/ossec/etc/ossec.conf --days 14 --html audit.html',
  "aws-s3 audit --bucket my-trail --json | jq '.sources[].regions[] | select(.total.missing)'",
]

export const confHelp = () => 'look at all buckets of this ossec.conf; together they decide what is read'
export const daysHelp = (days: number) => `how many days to look at, today included (default: ${days})`
export const lateHelp = (hours: number) => `after how many hours a file that still waits is late (default: ${hours})`
export const htmlHelp = () => 'write the map to this file, too: one page that needs nothing else'

export const bucketsOnly = () => 'only buckets can be looked at: --bucket, s3://bucket/prefix or --ossec-conf'
export const sourceBesideConf = (flag: string) => `${flag.replace(/=.*/s, '')} is not allowed with --ossec-conf`
export const noBuckets = (file: string) => `${file} has no bucket for a run to read`
export const badSource = (place: string, reason: string) => `${place}: ${reason}`
export const notWritten = (file: string, reason: string) => `${file} cannot be written: ${reason}`

/** Explanations of the statuses, for the legend. */
export const MEANINGS = {
  collected: 'collected',
  waiting: 'the next run takes it',
  late: 'late: still waits',
  missing: 'missing: no run takes it any more',
  failed: 'failed, is tried again',
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
  `The last ${shown} of ${all} days fit here; the tables below, --json and --html have all of them.`
export const nothingThere = () => 'Nothing lies there for these days.'
export const notLookedAt = (reason: string) => `could not be looked at: ${reason}`
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
    counts.errors > 0 && `${counted(counts.errors, 'source')} not looked at`,
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
