import { parseRunFlags, sourceFlag } from '../../cli/command-line.ts'
import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { ExitCode } from '../../errors.ts'
import * as messages from '../../messages/doctor.ts'
import { checkSource } from '../check-source.ts'
import { commandOf } from '../command-of.ts'
import type { CommandContext } from '../contract.ts'
import { printJson, printText } from '../output.ts'
import { diagnose, type Patient } from './diagnose.ts'
import { machineChecks } from './machine.ts'
import { printChecks } from './report.ts'

const SPEC = {
  name: 'doctor',
  summary: messages.summary(),
  usage: '[flags of a run] [--json]',
  own: { json: JSON_SWITCH },
  takesRunFlags: true,
  examples: messages.EXAMPLES,
} as const satisfies CommandSpec

/** `aws-s3 doctor FLAGS`: checks everything that a run with these flags needs. Changes nothing. */
export const { run } = commandOf(SPEC, async (line, context) => {
  const patient = readPatient(line.runArgv, context)
  const checks = [...(await machineChecks(context)), ...(await diagnose(patient, context))]
  const failures = checks.filter(({ status }) => status === 'failed').length
  if (line.own.json) printJson({ ok: failures === 0, checks })
  else {
    printChecks(checks, await lookOfOutput())
    printText(messages.verdict(failures))
  }
  return failures === 0 ? ExitCode.ok : ExitCode.unknown
})

/** Without a source, it checks what all of them need. */
function readPatient(runArgv: readonly string[], { env }: CommandContext): Patient {
  if (sourceFlag(runArgv) !== undefined) {
    const options = parseRunFlags(SPEC, runArgv, env)
    checkSource(SPEC, options)
    return options
  }
  // Any source will do, since it is not read.
  const { aws } = parseRunFlags(SPEC, [...runArgv, '--service=inspector'], env)
  return { aws }
}
