import { bucketTypes } from '../buckets/index.ts'
import * as messages from '../messages/help.ts'
import { services } from '../services/index.ts'
import { subscribers } from '../subscribers/index.ts'
import { commands } from './index.ts'

export const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  '--type': Object.keys(bucketTypes),
  '--service': Object.keys(services),
  '--subscriber': Object.keys(subscribers),
}

/** The text after the flags in `aws-s3 --help`. */
export function helpAfterFlags(): string {
  return [
    messages.valuesHelp(Object.entries(KNOWN_VALUES)),
    messages.commandsHelp(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    messages.examplesHelp(),
    messages.exitStatusHelp(),
  ].join('')
}
