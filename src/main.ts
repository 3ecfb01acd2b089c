import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { parseArguments, type Request } from './cli/program.ts'
import { UsageError } from './cli/usage.ts'
import type { CommandEntry } from './commands/contract.ts'
import { commands, findCommand } from './commands/index.ts'
import { abortable } from './concurrency/abortable.ts'
import { runErrorOf } from './delivery/failures.ts'
import { openEmitter } from './emit/index.ts'
import { ExitCode } from './errors.ts'
import { findHome, managerVersion, missingHomes, userHome } from './home.ts'
import * as log from './log.ts'
import { eventsNotSent, managerDropped } from './messages/emit.ts'
import { noHome } from './messages/home.ts'
import * as messages from './messages/run.ts'
import type { Options } from './options.ts'
import { flushed } from './output.ts'
import type { EndingReport } from './report/contract.ts'
import { openReport } from './report/index.ts'
import type { Run } from './run.ts'
import { afterGrace, endingSignal } from './signals.ts'
import { COMMIT, VERSION } from './version.ts'

/** Lines that a slow reader has not taken are lost when it is aborted. */
let lastMoment = new AbortController().signal

/** Runs the program and returns its exit code. Only this file ends the process. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const command = findCommand(argv[0])
    if (command !== undefined) return await runCommand(command, argv.slice(1))
    const request = await readArguments(argv)
    if (request.kind === 'run') return await runWith(request.options)
    const text = request.kind === 'help' ? await help(request.text) : await versions()
    writeSync(1, text)
    return ExitCode.ok
  } catch (cause) {
    return report(cause)
  }
}

/** @throws UsageError with the contract's text, or with a hint when stderr is a terminal */
async function readArguments(argv: readonly string[]): Promise<Request> {
  try {
    return parseArguments(argv, process.env)
  } catch (cause) {
    if (!(cause instanceof UsageError) || !isatty(2)) throw cause
    const { usageHint } = await import('./cli/usage-hint.ts')
    throw new UsageError(cause.message, usageHint(cause.message, argv, Object.keys(commands)))
  }
}

/** @param flags what is said of the flags of a run */
async function help(flags: string): Promise<string> {
  const { helpAfterFlags } = await import('./commands/help.ts')
  return flags + helpAfterFlags()
}

async function runWith(options: Options): Promise<ExitCode> {
  const { debugLevel } = options.output
  log.setDebugLevel(debugLevel)
  const run = await openRun(options)
  log.debug(1, messages.debugModeOn(debugLevel))
  const code = await dispatch(run)
    .then(() => run.report.finish())
    .then(
      () => ExitCode.ok,
      (cause) => reportOf(run, cause),
    )
  const missing = code === ExitCode.send ? missingHomes(run.home) : undefined
  if (missing) log.errorToStderr(eventsNotSent(noHome(missing)))
  await run.emitter.close()
  const { manager } = run.emitter.counts
  if (manager && manager.dropped > 0) log.warningToStderr(managerDropped(manager.dropped))
  const { passedOver, passedOverKey } = run.counts
  if (passedOverKey !== undefined) log.debugToStderr(1, messages.passedOver(passedOver, passedOverKey))
  log.debugToStderr(1, messages.summary({ ...run.counts, ...run.emitter.counts }))
  await run.report.close(code)
  return code
}

/** Runs `aws-s3 COMMAND …`. */
async function runCommand(command: CommandEntry, argv: readonly string[]): Promise<number> {
  log.logToStderr()
  const { run } = await command.load()
  const signal = endingSignal()
  lastMoment = afterGrace(signal)
  return run(argv, { home: launcherHome(), env: process.env, signal })
}

async function openRun(options: Options): Promise<Run & { readonly report: EndingReport }> {
  const home = launcherHome()
  const signal = endingSignal(options.limits.deadline)
  const finishing = afterGrace(signal)
  lastMoment = finishing
  const emitter = openEmitter({ home, options: { ...options.output, ...options.limits }, signal: finishing })
  return {
    options,
    home,
    env: process.env,
    // Only a run that writes to the databases needs it.
    version: options.output.mode === 'collect' ? versionFor(home, signal) : Promise.resolve(undefined),
    signal,
    finishing,
    emitter,
    counts: { objects: 0, discarded: 0, failed: 0, passedOver: 0 },
    report: await openReport(options, () => emitter.counts),
  }
}

/** @returns the version, or rejects when the run ends: the manager's script may hang */
function versionFor(home: string, signal: AbortSignal): Promise<string | undefined> {
  const version = abortable(managerVersion(home, signal), signal)
  version.catch(() => {}) // Not every run awaits it.
  return version
}

/** Loads only the source that is used: a short run spends most of its time loading code. */
async function dispatch(run: Run): Promise<void> {
  const { source } = run.options
  switch (source.kind) {
    case 'bucket':
      return (await import('./sources/s3-bucket.ts')).readBucket(run, source)
    case 'service':
      return (await import('./sources/service-regions.ts')).readService(run, source)
    case 'subscriber':
      return (await import('./sources/sqs-queue.ts')).readQueue(run, source)
  }
}

/** Adds to what is recorded of a failed run where that was, and what to do. */
async function reportOf(run: Run, cause: unknown): Promise<ExitCode> {
  const code = report(cause)
  const { nextStep } = await import('./commands/next-step.ts')
  const text = await nextStep(cause, run)
  if (text !== undefined) log.errorToStderr(text)
  return code
}

/** Prints why a run ended early. A stack trace is printed at debug 3 only. @returns the exit code */
function report(cause: unknown): ExitCode {
  const { exitCode, lines } = runErrorOf(cause)
  if (cause instanceof UsageError) writeSync(2, cause.stderr)
  for (const line of lines) log.print(line)
  for (let at: unknown = cause; at instanceof Error; at = at.cause) {
    for (const line of (at.stack ?? at.message).split('\n')) log.debug(3, line)
  }
  return exitCode
}

function launcherHome(): string {
  return findHome(process.env.AWS_S3_LAUNCHER ?? '', process.env)
}

/** @returns the text of `--version`: versions of this program, the runtime and the manager */
async function versions(): Promise<string> {
  const runtime = `${process.version} ${process.platform}-${process.arch}`
  const signal = endingSignal()
  const manager = await abortable(managerVersion(launcherHome(), signal), signal)
  return messages.versions({ own: VERSION, commit: COMMIT, runtime, manager })
}

// An unhandled rejection is a bug: one line reports it, not a stack trace.
process.on('uncaughtException', (cause) => process.exit(report(cause)))
// The SDK reads it, too, and fails without it.
process.env.HOME ||= userHome()
// No top-level await: a chunk that is loaded later may import this one, and would wait for its end.
void main(process.argv.slice(2)).then(async (code) => {
  await flushed(lastMoment).catch(() => {})
  process.exit(code)
})
