import { writeFile } from 'node:fs/promises'
import { sourceFlag, usageErrorOf } from '../../cli/command-line.ts'
import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { wholeNumber } from '../../cli/validators.ts'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/audit.ts'
import { type AskedSource, continuing, sourceOfFlags, sourcesOfConf } from '../bucket-sources.ts'
import { commandOf } from '../command-of.ts'
import type { CommandContext } from '../contract.ts'
import { printJson } from '../output.ts'
import { auditSources, isFine } from './audit.ts'
import type { Audit } from './contract.ts'
import { htmlOf } from './html.ts'
import { printAudit, reportOf } from './report.ts'

/** Days that fit a terminal of 80 columns. */
const DAYS = 30
const LATE_AFTER_HOURS = 6

const SPEC = {
  name: 'audit',
  summary: messages.summary(),
  usage: messages.usage(),
  own: {
    json: JSON_SWITCH,
    html: { long: '--html', metavar: 'FILE', help: messages.htmlHelp(), read: String },
    ossecConf: { long: '--ossec-conf', metavar: 'FILE', help: messages.confHelp(), read: String },
    days: { long: '--days', metavar: 'N', help: messages.daysHelp(DAYS), read: wholeNumber(1, 3650) },
    lateAfter: {
      long: '--late-after',
      metavar: 'HOURS',
      help: messages.lateHelp(LATE_AFTER_HOURS),
      read: wholeNumber(1, 87_600),
    },
  },
  takesRunFlags: true,
  examples: messages.EXAMPLES,
} as const satisfies CommandSpec

/** `aws-s3 audit FLAGS`: compares the bucket with the state. Changes neither. */
export const { run } = commandOf(SPEC, async (line, context) => {
  const { json, html, ossecConf, days = DAYS, lateAfter = LATE_AFTER_HOURS } = line.own
  const sources = await askedSources(ossecConf, line.runArgv, context)
  const options = { days, lateAfterHours: lateAfter, stopsAtError: ossecConf === undefined }
  const audit = await auditSources(sources.map(continuing), options, context)
  if (html !== undefined) await writeHtml(html, audit)
  if (json) printJson(reportOf(audit))
  else printAudit(audit, await lookOfOutput())
  return isFine(audit) ? ExitCode.ok : ExitCode.unknown
})

async function askedSources(
  conf: string | undefined,
  argv: readonly string[],
  context: CommandContext,
): Promise<readonly AskedSource[]> {
  if (conf === undefined) return [sourceOfFlags(SPEC, argv, context)]
  const chosen = sourceFlag(argv)
  if (chosen !== undefined) throw usageErrorOf(SPEC, messages.sourceBesideConf(chosen))
  const sources = await sourcesOfConf(conf, argv, context)
  if (sources.length === 0) throw new RunError(ExitCode.usage, messages.noBuckets(conf))
  return sources
}

async function writeHtml(file: string, audit: Audit): Promise<void> {
  await writeFile(file, htmlOf(audit)).catch((cause: Error) => {
    throw new RunError(ExitCode.usage, messages.notWritten(file, cause.message), { cause })
  })
}
