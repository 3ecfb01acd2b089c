// Texts that all commands share, and those about commands in `aws-s3 --help`.

import { columns } from './columns.ts'

export const auditSummary = () => 'hold a bucket against the state: collected, late, missing, failed, read by nobody'
export const checkSummary = () => 'check the sources of ossec.conf, and show their command lines'
export const doctorSummary = () => 'look at all that a run would meet, and say what to do'
export const explainSummary = () => 'say why an object was or was not read'
export const planSummary = () => 'say what a run would take: objects, events, time, requests and their price'
export const policySummary = () => 'show the least IAM policy for a run'
export const runSummary = () => 'run all sources of ossec.conf, several at a time'
export const stateSummary = () => 'list what has been collected, or forget a part of it'

/** Usage error of a command, exit 2: the mistake, a suggestion, and where to find help. */
export const usageError = (command: string, text: string, meant?: string) =>
  `aws-s3 ${command}: error: ${text}\n${didYouMean(meant)}See aws-s3 ${command} --help\n`

/** Usage error of a run for a person at a terminal. Scripts get the text of the contract. */
export const terminalUsageError = (text: string, meant?: string) =>
  `aws-s3: error: ${text}\n${didYouMean(meant)}See aws-s3 --help\n`

export const required = (flags: readonly string[]) => `the following arguments are required: ${flags.join(', ')}`

/** The text of `aws-s3 COMMAND --help`. */
export const commandHelp = (command: {
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly flags: Rows
  readonly subcommands?: Rows
  readonly takesRunFlags: boolean
  readonly examples: readonly string[]
  readonly exitStatus?: string
}) =>
  [
    `Usage: aws-s3 ${command.name} ${command.usage}\n\n${command.summary}\n`,
    ...(command.subcommands === undefined ? [] : [`Commands:\n${columns(command.subcommands)}`]),
    `Flags:\n${columns([...command.flags, ['-h, --help', 'show this help and end']])}`,
    ...(command.takesRunFlags ? [RUN_FLAGS_HELP] : []),
    `Examples:\n${command.examples.map((line) => `  ${line}\n`).join('')}`,
    `Exit status: ${command.exitStatus ?? '0 fine, 1 findings, 2 wrong command line'}.\n`,
  ].join('\n')

const RUN_FLAGS_HELP =
  'The flags of a run are taken, too: aws-s3 --help. Names of the AWS CLI mean the same: --profile, --region,\n' +
  '--endpoint-url, and s3://bucket/prefix for --bucket and --trail_prefix.\n'

export const jsonHelp = () => 'one JSON document, for scripts'

type Rows = readonly (readonly [string, string])[]

const didYouMean = (meant?: string) => (meant === undefined ? '' : `Did you mean ${meant}?\n`)
