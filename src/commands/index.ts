import * as messages from '../messages/commands.ts'
import * as install from '../messages/install.ts'
import type { CommandEntry } from './contract.ts'

/** Every command by its name: the first word on the command line. */
export const commands = {
  audit: { summary: messages.auditSummary(), load: () => import('./audit/index.ts') },
  check: { summary: messages.checkSummary(), load: () => import('./check/index.ts') },
  doctor: { summary: messages.doctorSummary(), load: () => import('./doctor/index.ts') },
  explain: { summary: messages.explainSummary(), load: () => import('./explain/index.ts') },
  plan: { summary: messages.planSummary(), load: () => import('./plan/index.ts') },
  policy: { summary: messages.policySummary(), load: () => import('./policy/index.ts') },
  run: { summary: messages.runSummary(), load: () => import('./run/index.ts') },
  state: { summary: messages.stateSummary(), load: () => import('./state/index.ts') },
  install: { summary: install.installSummary(), load: () => import('./install/install.ts') },
  uninstall: { summary: install.uninstallSummary(), load: () => import('./install/uninstall.ts') },
  status: { summary: install.statusSummary(), load: () => import('./install/status.ts') },
} as const satisfies Record<string, CommandEntry>

export function findCommand(word: string | undefined): CommandEntry | undefined {
  return word !== undefined && Object.hasOwn(commands, word) ? commands[word as keyof typeof commands] : undefined
}
