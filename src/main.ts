import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { parseArguments, type Request } from './cli/program.ts'
import { UsageError } from './cli/usage.ts'
import type { CommandEntry } from './commands/contract.ts'
import { commands, commandsHelp, findCommand } from './commands/index.ts'
import { abortable } from './concurrency/abortable.ts'
import { runErrorOf } from './delivery/failures.ts'
import { openEmitter } from './emit/index.ts'
import { ExitCode } from './errors.ts'
import { findHome, managerVersion, userHome } from './home.ts'
import * as log from './log.ts'
import { managerDropped } from './messages/emit.ts'
import * as messages from './messages/run.ts'
import type { Options } from './options.ts'
import type { Run } from './run.ts'
import { endingSignal } from './signals.ts'
import { COMMIT, VERSION } from './version.ts'

/** The process edge: arguments in, exit code out. The only place that ends the process. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const command = findCommand(argv[0])
    if (command !== undefined) return await runCommand(command, argv.slice(1))
    const request = await readArguments(argv)
    if (request.kind === 'run') return await runWith(request.options)
    const text = request.kind === 'help' ? request.text + commandsHelp() : await versions()
    writeSync(1, text)
    return ExitCode.ok
  } catch (cause) {
    return report(cause)
  }
}

/** Scripts get the usage errors of the contract, a person at a terminal what helps. */
async function readArguments(argv: readonly string[]): Promise<Request> {
  try {
    return parseArguments(argv, process.env)
  } catch (cause) {
    if (!(cause instanceof UsageError) || !isatty(2)) throw cause
    const { usageHint } = await import('./cli/usage-hint.ts')
    throw new UsageError(cause.message, usageHint(cause.message, argv, Object.keys(commands)))
  }
}

async function runWith(options: Options): Promise<ExitCode> {
  const { debugLevel } = options.output
  log.setDebugLevel(debugLevel)
  const run = openRun(options)
  log.debug(1, messages.debugModeOn(debugLevel))
  const code = await dispatch(run).then(() => ExitCode.ok, report)
  await run.emitter.close()
  const { manager } = run.emitter.counts
  if (manager && manager.dropped > 0) log.warningToStderr(managerDropped(manager.dropped))
  const { passedOver, passedOverKey } = run.counts
  if (passedOverKey !== undefined) log.debugToStderr(1, messages.passedOver(passedOver, passedOverKey))
  log.debugToStderr(1, messages.summary({ ...run.counts, ...run.emitter.counts }))
  return code
}

/** `aws-s3 COMMAND …`, for people and scripts. */
async function runCommand(command: CommandEntry, argv: readonly string[]): Promise<number> {
  log.logToStderr()
  const { run } = await command.load()
  return run(argv, { home: launcherHome(), env: process.env, signal: endingSignal() })
}

function openRun(options: Options): Run {
  const home = launcherHome()
  const signal = endingSignal(options.limits.deadline)
  return {
    options,
    home,
    env: process.env,
    // A look writes nothing that it would be kept in.
    version: options.output.mode === 'collect' ? versionFor(home, signal) : Promise.resolve(undefined),
    signal,
    emitter: openEmitter({ home, options: { ...options.output, ...options.limits }, signal }),
    counts: { objects: 0, discarded: 0, failed: 0, passedOver: 0 },
  }
}

/** A script that hangs must not keep a run from ending in time. */
function versionFor(home: string, signal: AbortSignal): Promise<string | undefined> {
  const version = abortable(managerVersion(home), signal)
  version.catch(() => {}) // Not every run gets as far as asking for it.
  return version
}

/** Each runner is loaded only when it is asked for: most of a short run is loading code. */
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

/** Shows why a run ended early. Nothing but our own lines: a stack is for debug 3. */
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

/** `--version`: ours, the runtime's, the manager's. */
async function versions(): Promise<string> {
  const runtime = `${process.version} ${process.platform}-${process.arch}`
  const manager = await managerVersion(launcherHome())
  return messages.versions({ own: VERSION, commit: COMMIT, runtime, manager })
}

// What nobody waited for failed: a defect, and no reason for a stack trace among the lines of the operator.
process.on('uncaughtException', (cause) => process.exit(report(cause)))
// The SDK asks for it too, and ends the run where it gets no answer.
process.env.HOME ||= userHome()
// No top-level await: a chunk that is loaded later may import this one, and would wait for its end.
void main(process.argv.slice(2)).then((code) => process.exit(code))
