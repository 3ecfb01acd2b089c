// What `aws-s3 state` prints: a command for people and scripts, which the manager never runs.

import { noHome } from './home.ts'

/** ERROR, exit 2. */
export const usageError = (text: string) => `${text.replaceAll('\n', ' ')} (see aws-s3 state --help)`

/** The reason of a usage error: left aside, the flag would let more be forgotten than was meant. */
export const notKeptBy = (what: string) => `not allowed: the state of ${what} does not depend on it`

/** ERROR, exit 2. */
export const confirmationNeeded = () =>
  'Nothing was forgotten: there is no terminal to confirm on, and --yes was not given.'

/** ERROR, exit 5. `missing`: the folders in which there should be a home, where there is none. */
export const noDatabase = (path: string, missing?: readonly string[]) =>
  `Error attempting to operate with the ${path} database: ${missing === undefined ? 'no such file' : noHome(missing)}`

/** In front of the question: a table of what it is about. */
export const question = (rows: number, what: string) => `Forget ${counted(rows)} of ${what}? [y/N] `
export const forgotten = (rows: number, what: string) => `Forgot ${counted(rows)} of ${what}.`
export const nothingForgotten = () => 'Nothing was forgotten.'
export const nothingStored = (what: string) => `Nothing is stored of ${what}.`

/** `state of WHAT`, `rows of WHAT`. */
export const bucketState = (bucketPath: string, type: string) => `${bucketPath} (${type})`

/** Titles of the tables. */
export const buckets = () => 'Buckets'
export const logStreams = () => 'CloudWatch Logs'
export const scans = () => 'Inspector'
/** In place of a table. */
export const nothing = () => 'nothing is stored'

/** Headings of the tables. */
export const PARTITION_HEADINGS = [
  'TYPE',
  'BUCKET PATH',
  'ACCOUNT',
  'REGION',
  'FLOW LOG',
  'OBJECTS',
  'LAST PROCESSED (UTC)',
  'FIRST KEY',
  'LAST KEY',
] as const
export const STREAM_HEADINGS = ['REGION', 'LOG GROUP', 'LOG STREAM', 'READ FROM (UTC)', 'READ UP TO (UTC)'] as const
export const SCAN_HEADINGS = ['SERVICE', 'ACCOUNT', 'REGION', 'SCANS', 'LAST SCAN (UTC)'] as const
export const RETRY_HEADINGS = [
  'TYPE',
  'BUCKET PATH',
  'FIRST SEEN (UTC)',
  'ATTEMPTS',
  'NEXT ATTEMPT (UTC)',
  'KEY',
  'REASON',
] as const

// Texts of `--help`.

export const listSummary = () =>
  'Lists what is stored of bucket paths, log streams and Inspector scans. It only reads: runs may go on meanwhile.'
export const failedSummary = () =>
  'Lists the objects that could not be fetched with --skip_on_error. Runs try them again for 7 days, then give them up.'
export const jsonHelp = () => 'one JSON document, for scripts'
export const forgetSummary = () =>
  'Forgets what is stored of a bucket path or of a service: the next run on it starts as a first one. Waits until no run works on it.'
export const bucketHelp = () => 'forget what is stored of this S3 bucket'
export const serviceHelp = () => 'or of this service: cloudwatchlogs or inspector'
export const yesHelp = () => 'do not ask'

const counted = (rows: number) => `${rows} ${rows === 1 ? 'row' : 'rows'}`
