import { usageErrorOf } from '../../cli/command-line.ts'
import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { ExitCode, RunError } from '../../errors.ts'
import * as log from '../../log.ts'
import * as audit from '../../messages/audit.ts'
import { required } from '../../messages/commands.ts'
import * as messages from '../../messages/explain.ts'
import { type AskedSource, continuing, sourceOfFlags, sourcesOfConf } from '../bucket-sources.ts'
import { commandOf } from '../command-of.ts'
import type { CommandContext } from '../contract.ts'
import { lookAtRun } from '../look-at-run.ts'
import { printJson } from '../output.ts'
import { type Explanation, explained, explainKey } from './explain.ts'

const SPEC = {
  name: 'explain',
  summary: messages.summary(),
  usage: messages.usage(),
  own: {
    json: JSON_SWITCH,
    ossecConf: { long: '--ossec-conf', metavar: 'FILE', help: messages.confHelp(), read: String },
  },
  takesRunFlags: true,
  maxOperands: 1,
  keepsUris: true,
  examples: messages.EXAMPLES,
  exitStatus: '0 it was or will be read, 1 it is not read, 2 wrong command line',
} as const satisfies CommandSpec

/** `aws-s3 explain KEY`: says why an object was or was not read. Changes nothing. */
export const { run } = commandOf(SPEC, async (line, context) => {
  const { json, ossecConf } = line.own
  const { key, sources } = await askedOf(line.operands[0], ossecConf, line.runArgv, context)
  const found: Explained[] = []
  for (const asked of sources.map(continuing)) found.push({ asked, ...(await explainOne(asked, key, context)) })
  if (json) printJson(reportOf(key, found))
  else await print(found)
  return found.some(({ isRead }) => isRead) ? ExitCode.ok : ExitCode.unknown
})

interface Explained extends Explanation {
  readonly asked: AskedSource
}

async function askedOf(
  operand: string | undefined,
  conf: string | undefined,
  argv: readonly string[],
  context: CommandContext,
): Promise<{ key: string; sources: readonly AskedSource[] }> {
  if (operand === undefined) throw usageErrorOf(SPEC, required([messages.keyMissing()]))
  const uri = operand.startsWith('s3://') ? uriOf(operand) : undefined
  const given = argv.findLast((arg) => arg.startsWith('--bucket='))?.replace('--bucket=', '')
  if (uri && given !== undefined && given !== uri.bucket) {
    throw usageErrorOf(SPEC, messages.otherBucket(given, uri.bucket))
  }
  const key = uri?.key ?? operand
  if (conf === undefined) {
    const flags = uri && given === undefined ? [...argv, `--bucket=${uri.bucket}`] : argv
    return { key, sources: [sourceOfFlags(SPEC, flags, context)] }
  }
  if (uri === undefined) throw usageErrorOf(SPEC, messages.uriNeeded())
  if (given !== undefined) throw usageErrorOf(SPEC, audit.sourceBesideConf('--bucket'))
  const all = await sourcesOfConf(conf, argv, context)
  const sources = all.filter(({ source }) => source.bucket === uri.bucket)
  if (sources.length === 0) throw new RunError(ExitCode.unknown, messages.noSource(conf, uri.bucket))
  return { key, sources }
}

function uriOf(uri: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? []
  if (bucket === undefined || key === undefined) throw usageErrorOf(SPEC, messages.badUri(uri))
  return { bucket, key }
}

/** Errors that mean that the flags read nothing: they are an explanation, too. */
const NOTHING_READ: ReadonlySet<ExitCode> = new Set([ExitCode.emptyBucket, ExitCode.noLogsUnderPrefix])

async function explainOne(asked: AskedSource, key: string, context: CommandContext): Promise<Explanation> {
  try {
    return await lookAtRun(asked, context, (look) => explainKey(look, key))
  } catch (cause) {
    if (!(cause instanceof RunError) || !NOTHING_READ.has(cause.exitCode)) throw cause
    return explained('nothing-read', [], [cause.message])
  }
}

const sourceName = ({ source: { bucket, trailPrefix, trailSuffix, type }, line }: AskedSource) =>
  audit.source({ bucket, path: trailPrefix + trailSuffix, type, line })

function reportOf(key: string, found: readonly Explained[]) {
  const explanations = found.map(({ asked, ...rest }) => ({ source: sourceName(asked), ...rest }))
  return { ok: found.some(({ isRead }) => isRead), key, explanations }
}

async function print(found: readonly Explained[]): Promise<void> {
  const look = await lookOfOutput()
  for (const [at, { asked, isRead, verdict, facts }] of found.entries()) {
    if (at > 0) log.result('')
    if (found.length > 1) log.result(sourceName(asked), look.title)
    log.result(verdict, isRead ? look.ok : look.failed)
    const width = Math.max(...facts.map(({ name }) => name.length))
    for (const { name, text } of facts) log.result(`  ${name.padEnd(width)}  ${text}`)
  }
}
