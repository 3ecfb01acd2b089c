/** What `aws-s3 state` prints: a command for people and scripts, which the manager never runs. */

/** One line, exit 2. */
export const usageError = (text: string) => `${text.replaceAll('\n', ' ')} (see aws-s3 state --help)`

/** The reason of a usage error: what is left out cannot narrow down what is forgotten. */
export const notToldApart = (flag: string, what: string) =>
  `argument ${flag}: not allowed here: the state of ${what} does not tell it apart`

/** ERROR, exit 2. */
export const confirmationNeeded = () =>
  'Nothing was forgotten: without a terminal to confirm on, aws-s3 state forget needs --yes'

/** ERROR, exit 5. The reason is the operating system's name for it. */
export const noDatabase = (path: string) =>
  `Error attempting to operate with the ${path} database: No such file or directory`

export const nothingStored = (what: string) => `Nothing is stored of ${what}.`

/** What follows is the answer, on the same line. */
export const question = (rows: number, what: string) => `Forget ${counted(rows)} of ${what}? [y/N] `
export const nothingForgotten = () => 'Nothing was forgotten.'
export const forgotten = (rows: number, what: string) => `Forgot ${counted(rows)} of ${what}.`

/** Title of a table, with the file that it is read from. */
export const buckets = (path: string) => `Buckets (${path})`
export const logStreams = (path: string) => `CloudWatch Logs (${path})`
export const scans = (path: string) => `Inspector (${path})`
/** In place of a table. */
export const nothing = () => 'nothing is stored'

/** Headings of the tables. Times are UTC. */
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
]
export const STREAM_HEADINGS = ['REGION', 'LOG GROUP', 'LOG STREAM', 'READ FROM (UTC)', 'READ UP TO (UTC)']
export const SCAN_HEADINGS = ['SERVICE', 'ACCOUNT', 'REGION', 'SCANS', 'LAST SCAN (UTC)']

/** `--help`. */
export const listSummary = () =>
  'Lists what is stored of each bucket path, log stream and Inspector scan. Reads only; runs may go on meanwhile.'
export const jsonHelp = () => 'one JSON document, for scripts'
export const forgetSummary = () =>
  'Forgets what is stored of a bucket path or service, so that the next run starts as a first one. Waits for runs on it to end.'
export const yesHelp = () => 'do not ask'

const counted = (rows: number) => `${rows} ${rows === 1 ? 'row' : 'rows'}`
