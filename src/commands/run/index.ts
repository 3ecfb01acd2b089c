import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { sourceFlag, usageErrorOf } from '../../cli/command-line.ts'
import type { CommandSpec } from '../../cli/command-spec.ts'
import { Semaphore } from '../../concurrency/semaphore.ts'
import { ExitCode } from '../../errors.ts'
import * as log from '../../log.ts'
import { finding, source as sourceName } from '../../messages/check.ts'
import { required } from '../../messages/commands.ts'
import * as messages from '../../messages/run-command.ts'
import type { Source } from '../../ossec-conf/contract.ts'
import { type LoadedConf, loadConfs, runningSources } from '../../ossec-conf/load.ts'
import { commandOf } from '../command-of.ts'
import type { CommandContext } from '../contract.ts'
import { type EndedRun, runChild } from './child-run.ts'
import { flagsOfSources } from './summary-flag.ts'

const SPEC = {
  name: 'run',
  summary: messages.summary(),
  usage: '--ossec-conf FILE [--jobs N] [flags of a run]',
  own: {
    ossecConf: { long: '--ossec-conf', metavar: 'FILE', help: messages.confHelp(), read: String },
    jobs: { long: '--jobs', metavar: 'N', help: messages.jobsHelp(), read: readJobs },
  },
  takesRunFlags: true,
  examples: messages.EXAMPLES,
  exitStatus: messages.exitStatus(),
} as const satisfies CommandSpec

/**
 * `aws-s3 run --ossec-conf FILE`: runs every source of a configuration file, several at a time. A source that fails
 * does not stop the others.
 *
 * @returns the exit status of the first source, in the order of the file, that failed
 */
export const { run } = commandOf(SPEC, async (line, context) => {
  const { ossecConf, jobs = availableParallelism() } = line.own
  if (ossecConf === undefined) throw usageErrorOf(SPEC, required(['--ossec-conf']))
  const chosen = sourceFlag(line.runArgv)
  if (chosen !== undefined) throw usageErrorOf(SPEC, messages.sourceBesideConf(chosen))
  const [conf] = await loadConfs([ossecConf], context)
  if (conf === undefined) return ExitCode.ok
  const unusable = reportUnusable(conf)
  const failed = await runAll(runningSources(conf), { jobs, flags: line.runArgv, context })
  return failed ?? (unusable ? ExitCode.unknown : ExitCode.ok)
})

/** Reports mistakes that prevent running a block. */
function reportUnusable({ file, blocks, findings }: LoadedConf): boolean {
  if (blocks.length > 0 && !blocks.some(({ isUnusable, isDisabled }) => isUnusable && !isDisabled)) return false
  const refused = findings.filter(({ level }) => level === 'refused')
  for (const { line, level, text } of refused) log.error(finding(file, line, level, text))
  return refused.length > 0
}

interface Running {
  readonly jobs: number
  /** Flags for every run, after those of its source. */
  readonly flags: readonly string[]
  readonly context: CommandContext
}

/** @returns the status of the first source that failed; undefined if all succeeded */
async function runAll(sources: readonly Source[], { jobs, flags, context }: Running): Promise<number | undefined> {
  const { env, home, signal } = context
  const program = env.AWS_S3_LAUNCHER || join(home, 'wodles', 'aws', 'aws-s3')
  const semaphore = new Semaphore(jobs)
  const flagsOfEach = flagsOfSources(sources, flags)
  const runs = sources.map((source, at) =>
    semaphore.run(async () => {
      if (signal.aborted) return ExitCode.ok
      const ended = await runChild(program, [...source.argv, ...(flagsOfEach[at] ?? [])], signal)
      report(source, ended)
      return ended.status
    }),
  )
  const statuses = await Promise.all(runs)
  signal.throwIfAborted()
  return statuses.find((status) => status !== ExitCode.ok)
}

/** A run without output is not mentioned, since cron would send a mail. */
function report(source: Source, { status, hasOutput, print }: EndedRun): void {
  const text = messages.ended(sourceName(source), status)
  if (status !== ExitCode.ok) log.error(text)
  else if (hasOutput) log.info(text)
  print()
}

function readJobs(text: string): number {
  const jobs = Number(text)
  if (!/^\d{1,3}$/.test(text) || jobs === 0) throw new Error(messages.notJobs(text))
  return jobs
}
