import * as messages from '../messages/commands.ts'
import type { CommandEntry } from './contract.ts'

/** Every command by its name: the first word on the command line. */
export const commands = {
  check: { summary: messages.checkSummary(), load: () => import('./check/index.ts') },
  run: { summary: messages.runSummary(), load: () => import('./run/index.ts') },
  state: {
    summary: messages.stateSummary(),
    load: async () => ({ run: (await import('../runners/state.ts')).runState }),
  },
} as const satisfies Record<string, CommandEntry>

/** @param word the first one on the command line */
export function findCommand(word: string | undefined): CommandEntry | undefined {
  return word !== undefined && Object.hasOwn(commands, word) ? commands[word as keyof typeof commands] : undefined
}

/** What follows the flags in `aws-s3 --help`. */
export function commandsHelp(): string {
  return messages.commandsHelp(Object.entries(commands).map(([name, { summary }]) => [name, summary]))
}
