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
  install: { summary: install.installSummary(), load: async () => (await import('./install/install.ts')).install },
  uninstall: {
    summary: install.uninstallSummary(),
    load: async () => (await import('./install/uninstall.ts')).uninstall,
  },
  status: { summary: install.statusSummary(), load: async () => (await import('./install/status.ts')).status },
} as const satisfies Record<string, CommandEntry>

/** @param word the first one on the command line */
export function findCommand(word: string | undefined): CommandEntry | undefined {
  return word !== undefined && Object.hasOwn(commands, word) ? commands[word as keyof typeof commands] : undefined
}
