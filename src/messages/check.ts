// What `aws-s3 check` prints.

import { counted } from './counts.ts'

export const summary = () =>
  'Checks the <wodle name="aws-s3"> blocks of ossec.conf or agent.conf as the manager reads them, and shows the command\n' +
  'line of each source. Without FILE: the ossec.conf of this manager or agent, and the agent.conf that it shares.'

export const EXAMPLES = [
  'aws-s3 check --doctor',
  'aws-s3 check /var/ossec/etc/ossec.conf /var/ossec/etc/shared/default/agent.conf',
  "aws-s3 check --json | jq '.files[].findings[]'",
]

export const block = (file: string, line: number, isDisabled: boolean) =>
  `${file}:${line}: block${isDisabled ? ', disabled' : ''}`

/** `bucket my-trail (cloudtrail), line 12` */
export const source = (source: { kind: string; type: string; name: string; line: number }) =>
  `${source.kind} ${source.name === '' ? source.type : `${source.name} (${source.type})`}, line ${source.line}`

export const scheduled = (text: string) => `Before 4.14.8 the manager makes of it: ${text}`

/** The format of compilers: editors find the line. */
export const finding = (file: string, line: number, level: string, text: string) => `${file}:${line}: ${level}: ${text}`

export const total = (file: string, sources: number, findings: number) =>
  `${file}: ${counted(sources, 'source')}, ${findings === 0 ? 'nothing wrong' : counted(findings, 'finding')}`

// With `--doctor`.

export const doctorHelp = () => 'look at all that each source would meet, as aws-s3 doctor does'
/** Headings of the table by the name of the check; the last column combines all others. */
export const PATIENT_COLUMNS: Readonly<Record<string, string>> = {
  flags: 'FLAGS',
  profile: 'PROFILE',
  region: 'REGION',
  endpoint: 'ENDPOINT',
  clock: 'CLOCK',
  credentials: 'KEYS',
}
export const sourceHeading = () => 'SOURCE'
export const logsHeading = () => 'LOGS'
export const correctFlags = () => 'Correct the value in the file.'
