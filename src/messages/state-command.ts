// The output of `aws-s3 state`, a command for people and scripts, which the manager never runs.

import { counted, plural } from './counts.ts'
import { noHome } from './home.ts'

/** The reason of a usage error: without the flag, more would be forgotten than intended. */
export const notKeptBy = (what: string) => `not allowed: the state of ${what} does not depend on it`

/** ERROR, exit 2. */
export const confirmationNeeded = () =>
  'Nothing was forgotten: there is no terminal to confirm on, and --yes was not given.'

/** ERROR, exit 5. @param missing the searched folders, if there is no home */
export const noDatabase = (path: string, missing?: readonly string[]) =>
  `Error attempting to operate with the ${path} database: ${missing === undefined ? 'no such file' : noHome(missing)}`

/** Follows a table of the rows. */
export const question = (rows: number, what: string) => `Forget ${counted(rows, 'row')} of ${what}? [y/N] `
export const forgotten = (rows: number, what: string) => `Forgot ${counted(rows, 'row')} of ${what}.`
export const nothingForgotten = () => 'Nothing was forgotten.'
/** ERROR, exit 1. */
export const nothingStored = (what: string, meant?: string) =>
  `Nothing is stored of ${what}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`

/** `state of WHAT`, `rows of WHAT`. */
export const bucketState = (bucketPath: string, type: string) => `${bucketPath} (${type})`

export const buckets = () => 'Buckets'
export const logStreams = () => 'CloudWatch Logs'
export const scans = () => 'Inspector'
/** Replaces an empty table. */
export const nothing = () => 'nothing is stored'

/** The line above the accounts of a bucket. */
export const bucketTotal = (
  name: string,
  of: { accounts: number; partitions: number; objects: number; lastProcessed: string },
  age: string,
) =>
  `${name}: ${plural(of.objects, 'object')}, ${plural(of.accounts, 'account')}, ${plural(of.partitions, 'partition')}, ` +
  `last ${of.lastProcessed} (${age})`

export const ACCOUNT_HEADINGS = ['ACCOUNT', 'REGIONS', 'OBJECTS', 'LAST (UTC)', 'AGE', 'LONGEST AGO'] as const
export const GROUP_HEADINGS = ['REGION', 'LOG GROUP', 'STREAMS', 'READ UP TO (UTC)', 'AGE'] as const
/** `eu-west-1 12 d` */
export const longestAgo = (region: string, age: string) => `${region} ${age}`

/** How long something is ago. @param seconds negative: it lies ahead */
export function age(seconds: number): string {
  if (Number.isNaN(seconds)) return ''
  for (const [unit, length] of UNITS) if (seconds >= 2 * length) return `${Math.floor(seconds / length)} ${unit}`
  return 'now'
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const

export const PARTITION_HEADINGS =
  'TYPE, BUCKET PATH, ACCOUNT, REGION, FLOW LOG, OBJECTS, LAST PROCESSED (UTC), FIRST KEY, LAST KEY'.split(', ')
export const STREAM_HEADINGS = ['REGION', 'LOG GROUP', 'LOG STREAM', 'READ FROM (UTC)', 'READ UP TO (UTC)'] as const
export const SCAN_HEADINGS = ['SERVICE', 'ACCOUNT', 'REGION', 'SCANS', 'LAST SCAN (UTC)'] as const
export const RETRY_HEADINGS = 'TYPE, BUCKET PATH, FIRST SEEN (UTC), ATTEMPTS, NEXT ATTEMPT (UTC), KEY, REASON'.split(
  ', ',
)

// Texts of `--help`.

export const listSummary = () =>
  'Lists the state of bucket paths, log streams and Inspector scans, by account and log group. It only reads, so runs\n' +
  'may continue. Flags of a run limit the list.'
export const failedSummary = () =>
  'Lists the objects that could not be fetched with --skip_on_error. Runs try them again for 7 days, then give them up.'
export const failedHelp = () => 'list the objects that are tried again, and why'
export const forgetHelp = () => 'forget a part of the state'
export const wideHelp = () => 'a row for each region and log stream, with keys; nothing is cut off'
export const listBucketHelp = () => 'only this S3 bucket'
export const listServiceHelp = () => 'only this service: cloudwatchlogs or inspector'
export const forgetSummary = () =>
  'Forgets the state of a bucket path or of a service: the next run on it starts as a first one. It waits until no run\n' +
  'works on it.'
export const bucketHelp = () => 'forget what is stored of this S3 bucket'
export const serviceHelp = () => 'or of this service: cloudwatchlogs or inspector'
export const yesHelp = () => 'do not ask'
export const listExitStatus = () => '0 fine, 2 wrong command line, 5 database missing or unusable'
export const forgetExitStatus = () =>
  '0 fine, 1 nothing is stored of it, 2 wrong command line, 5 database missing or unusable, 12 unknown type'

export const LIST_EXAMPLES = [
  'aws-s3 state',
  'aws-s3 state --bucket my-trail --regions eu-west-1 --wide',
  "aws-s3 state --json | jq '.buckets[] | {type, bucketPath, region, lastKey}'",
]
export const FAILED_EXAMPLES = ['aws-s3 state failed', 'aws-s3 state failed --bucket my-trail --json']
export const FORGET_EXAMPLES = [
  'aws-s3 state forget --bucket my-trail --regions eu-west-1',
  "aws-s3 state forget --service cloudwatchlogs --aws_log_groups '/app/*' --yes",
]
