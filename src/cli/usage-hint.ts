import * as texts from '../messages/commands.ts'
import { escapeControl } from '../python/text.ts'
import { suggestedFlag } from './command-line.ts'
import { spellings } from './flag.ts'
import { FLAGS } from './flags.ts'
import { suggestion } from './suggestion.ts'

/**
 * The text of a usage error for a person at a terminal: the mistake, and a suggestion.
 *
 * @param commands names of all commands
 */
export function usageHint(text: string, argv: readonly string[], commands: readonly string[]): string {
  const [first = ''] = argv
  const command = /^[a-z-]+$/.test(first) && !first.startsWith('-') ? suggestion(first, commands) : undefined
  const meant = command === undefined ? suggestedFlag(argv, FLAGS.flatMap(spellings)) : `aws-s3 ${command}`
  return texts.terminalUsageError(escapeControl(text), meant)
}
