import { ExitCode } from '../../errors.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/install.ts'
import { commandOf } from '../command-of.ts'
import { printText } from '../output.ts'
import { changeHomes, programOf, SHARED_FLAGS } from './change.ts'
import { planInstall } from './plan.ts'
import { stubFor } from './stub.ts'
import { changeableByOthers } from './writers.ts'

/** `aws-s3 install`: makes managers and agents run this program. */
export const { run } = commandOf(
  {
    name: 'install',
    summary: messages.installSummary(),
    usage: '[--home DIR] [--dry-run]',
    own: { ...SHARED_FLAGS, print: { long: '--print', help: messages.printHelp() } },
    takesRunFlags: false,
    examples: ['aws-s3 install --dry-run', 'aws-s3 install', 'aws-s3 install --home /srv/ossec'],
  },
  async (line, context) => {
    const program = programOf(context)
    if (line.own.print) {
      printText(stubFor(program))
      return ExitCode.ok
    }
    const changeable = process.getuid?.() === 0 ? changeableByOthers(program) : undefined
    if (changeable !== undefined) log.warning(messages.changeable(changeable))
    const change = {
      ...line.own,
      plan: (found) => planInstall(found, program, line.own.trust),
      unchanged: (home: string) => messages.installedAlready(home, program),
    } satisfies Parameters<typeof changeHomes>[0]
    return changeHomes(change, context)
  },
)
