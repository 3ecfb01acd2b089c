import { rmSync } from 'node:fs'
import * as log from '../../log.ts'
import * as messages from '../../messages/install.ts'
import { ownFiles } from '../../state/own-files.ts'
import { commandOf } from '../command-of.ts'
import { changeHomes, SHARED_FLAGS } from './change.ts'
import type { Place } from './place.ts'
import { planUninstall } from './plan.ts'

/** `aws-s3 uninstall`: makes managers and agents run their own program again, byte for byte as before. */
export const { run } = commandOf(
  {
    name: 'uninstall',
    summary: messages.uninstallSummary(),
    usage: '[--home DIR] [--purge] [--dry-run]',
    own: { ...SHARED_FLAGS, purge: { long: '--purge', help: messages.purgeHelp() } },
    takesRunFlags: false,
    examples: ['aws-s3 uninstall --dry-run', 'aws-s3 uninstall', 'aws-s3 uninstall --purge'],
  },
  async (line, context) => {
    const { own } = line
    return changeHomes(
      {
        ...own,
        plan: (found) => planUninstall(found, own.trust),
        unchanged: messages.notInstalled,
        after: (place) => tidy(place, own),
      },
      context,
    )
  },
)

/** The state that the Python module shares always stays. */
function tidy({ home }: Place, { purge, dryRun }: { purge: boolean; dryRun: boolean }): void {
  for (const path of ownFiles(home)) {
    if (purge && !dryRun) rmSync(path, { force: true })
    log.result(purge ? messages.purged(!dryRun, path) : messages.left(path))
  }
}
