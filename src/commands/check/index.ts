import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { ExitCode } from '../../errors.ts'
import * as messages from '../../messages/check.ts'
import { defaultConfs, loadConfs } from '../../ossec-conf/load.ts'
import { commandOf } from '../command-of.ts'
import { printJson, printText } from '../output.ts'
import { healthReport, lookAtHealth, printHealth } from './health.ts'
import { reportOf, textOf } from './report.ts'

const SPEC = {
  name: 'check',
  summary: messages.summary(),
  usage: '[FILE…] [--doctor] [--json]',
  own: { json: JSON_SWITCH, doctor: { long: '--doctor', help: messages.doctorHelp() } },
  takesRunFlags: false,
  maxOperands: 100,
  examples: messages.EXAMPLES,
} as const satisfies CommandSpec

/** `aws-s3 check FILE…`: reports the mistakes in the sources of `ossec.conf`, and the command line of each. */
export const { run } = commandOf(SPEC, async (line, context) => {
  const files = line.operands.length > 0 ? line.operands : await defaultConfs(context.home)
  const confs = await loadConfs(files, context)
  const report = reportOf(confs, context.home)
  const health = line.own.doctor ? await lookAtHealth(confs, context) : undefined
  if (line.own.json) printJson({ ...report, ...(health && healthReport(health)) })
  else {
    printText(textOf(report))
    if (health) await printHealth(health)
  }
  const isFine = report.files.every(({ findings }) => findings.length === 0) && (health?.isFine ?? true)
  return isFine ? ExitCode.ok : ExitCode.unknown
})
