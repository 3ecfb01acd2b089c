// What `aws-s3 --help` says below the flags of a run.

import type { ExitCode } from '../errors.ts'
import { columns } from './columns.ts'

type Rows = readonly (readonly [string, string])[]

/** @param rows name and summary of each command */
export const commandsHelp = (rows: Rows) => `\nCommands (aws-s3 COMMAND --help):\n${columns(rows)}`

/** @param rows a flag, and the values that it knows */
export const valuesHelp = (rows: readonly (readonly [string, readonly string[]])[]) =>
  `\nKnown values:\n${columns(rows.map(([flag, values]) => [flag, values.join(', ')]))}`

export const EXAMPLES: Rows = [
  ['aws-s3 --bucket my-trail', "today's CloudTrail events, from then on what is new"],
  ['aws-s3 --bucket my-flows --type vpcflow --only_logs_after 2024-JAN-31', 'flow logs since a day'],
  ['aws-s3 --service cloudwatchlogs --aws_log_groups /app/api --regions us-east-1', 'a log group'],
  ['aws-s3 --subscriber buckets --queue my-logs', 'the objects that a queue tells of'],
  ['aws-s3 --bucket my-trail --emit stdout', 'a look: events on stdout, nothing changes'],
  ['aws-s3 doctor --bucket my-trail', 'is anything in the way?'],
]

export const examplesHelp = () => `\nExamples:\n${EXAMPLES.map(([line, why]) => `  ${line}\n      ${why}\n`).join('')}`

/** When a run ends with a code. */
const EXIT_STATUS: Readonly<Record<ExitCode, string>> = {
  0: 'the run is fine',
  1: 'an unexpected error, or an error of AWS without a code of its own',
  2: 'wrong command line, or SIGINT',
  3: 'no credentials, or AWS refuses them',
  5: 'the state database cannot be used',
  6: 'the state database cannot be made',
  7: 'an unexpected error with an object',
  8: 'an object cannot be decompressed',
  9: 'an object cannot be parsed',
  11: 'the manager or agent does not run',
  12: 'unknown type of bucket, service or subscriber',
  13: 'an event cannot be sent',
  14: 'the bucket is empty',
  15: 'the endpoint cannot be reached',
  16: 'AWS throttles, or a request to CloudWatch Logs failed',
  17: 'a bad value in the profile, or a bad file name',
  18: 'no logs under the prefix',
  19: 'the clock of this machine is wrong',
  20: 'the queue does not exist',
  21: 'the queue cannot be read, or a flag is missing',
  22: 'an invalid region',
  23: 'the profile does not exist',
  141: 'nobody reads stdout any more',
  143: 'SIGTERM',
}

export const EXIT_ROWS: Rows = Object.entries(EXIT_STATUS)

export const exitStatusHelp = () =>
  `\nExit status of a run:\n${columns(EXIT_ROWS)}\nCommands end with 0 (fine), 1 (findings) or 2 (wrong command line).\n`
