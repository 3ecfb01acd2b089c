import * as messages from '../messages/cli.ts'
import * as texts from '../messages/commands.ts'
import type { Env, Options } from '../options.ts'
import { escapeControl } from '../python/text.ts'
import { plainArguments, type Spelled } from './argv.ts'
import type { CommandLine, CommandSpec, OwnFlags, OwnSwitch, OwnValue } from './command-spec.ts'
import { flagName, spellings } from './flag.ts'
import { FLAGS } from './flags.ts'
import { parseArguments } from './program.ts'
import { suggestion } from './suggestion.ts'
import { UsageError } from './usage.ts'
import { bucketName, path } from './validators.ts'
import { withoutSecrets } from './without-secrets.ts'

const HELP = { short: '-h', long: '--help', added: true, ends: 'help' } as const satisfies Spelled
/** Names of flags in the AWS CLI, and here. */
const ALIASES: Readonly<Record<string, string>> = {
  '--profile': '--aws_profile',
  '--region': '--regions',
  '--endpoint-url': '--service_endpoint',
}

/** Reads the command line of a command. @returns the text of the help, if it was requested @throws UsageError */
export function parseCommandLine<Own extends OwnFlags>(
  spec: CommandSpec<Own>,
  argv: readonly string[],
): CommandLine<Own> | string {
  return withUsageOf(spec, argv, () => {
    const { args, end, leftovers } = plainArguments(argv, flagsOf(spec))
    if (end === 'help') return helpOf(spec)
    if (typeof end === 'object') throw new UsageError(end.error)
    const { operands, uri } = readLeftovers(spec, leftovers)
    const own = Object.entries(spec.own).map(([name, flag]) => [name, ownValue(flag, args)])
    return {
      own: Object.fromEntries(own) as CommandLine<Own>['own'],
      operands,
      runArgv: [...uri, ...args.filter((arg) => !ownNames(spec).includes(nameOf(arg))).map(inRunSpelling)],
    }
  })
}

/** @returns the flag of a run that chooses its source; undefined without one. @param runArgv in the spelling of a run */
export function sourceFlag(runArgv: readonly string[]): string | undefined {
  return runArgv.find((arg) => /^--(bucket|service|subscriber)=/.test(arg))
}

/** Reads the flags of a run that a command was given. @throws UsageError, RunError as of a run */
export function parseRunFlags(spec: CommandSpec, runArgv: readonly string[], env: Env): Options {
  const request = withUsageOf(spec, [], () => parseArguments(runArgv, env))
  if (request.kind !== 'run') throw new Error('neither help nor version can be asked for here')
  return request.options
}

/** Usage errors of a command are two or three lines in its own form: they are for people. */
function withUsageOf<T>(spec: CommandSpec, argv: readonly string[], parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause
    const names = flagsOf(spec).flatMap(spellings)
    throw usageErrorOf(spec, cause.message, suggestedFlag(argv, names))
  }
}

/** A usage error of a command. @param meant suggestion */
export function usageErrorOf({ name }: CommandSpec, text: string, meant?: string): UsageError {
  return new UsageError(text, texts.usageError(name, escapeControl(text), meant))
}

/** @returns a suggestion for the first unknown flag */
export function suggestedFlag(argv: readonly string[], known: readonly string[]): string | undefined {
  const unknown = argv.find((text) => text.startsWith('--') && !known.some((name) => name.startsWith(nameOf(text))))
  if (unknown === undefined) return undefined
  const alias = ALIASES[nameOf(unknown)]
  return alias !== undefined && known.includes(alias) ? alias : suggestion(unknown, known)
}

function flagsOf({ own, takesRunFlags }: CommandSpec): readonly Spelled[] {
  const added = (flag: OwnSwitch): Spelled => ({ ...flag, added: true })
  const ofRun = FLAGS.filter((flag) => !('ends' in flag))
  const aliases = Object.keys(ALIASES).map((long) => ({ long, added: true, metavar: 'VALUE' }))
  return [HELP, ...Object.values(own).map(added), ...(takesRunFlags ? [...ofRun, ...aliases] : [])]
}

const ownNames = ({ own }: CommandSpec): readonly string[] => Object.values(own).map(({ long }) => long)

const nameOf = (arg: string): string => arg.replace(/=.*$/s, '')

function ownValue(flag: OwnSwitch | OwnValue, args: readonly string[]): unknown {
  const given = args.findLast((arg) => nameOf(arg) === flag.long)
  if (!('read' in flag)) return given !== undefined
  if (given === undefined) return undefined
  return checked(flagName(flag), () => flag.read(given.slice(flag.long.length + 1)))
}

function checked<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new UsageError(messages.argument(name, (cause as Error).message))
  }
}

function inRunSpelling(arg: string): string {
  const name = nameOf(arg)
  return (ALIASES[name] ?? name) + arg.slice(name.length)
}

/**
 * Reads the arguments that are not flags: operands of the command, or `s3://bucket/prefix` in place of two flags of a
 * run.
 */
function readLeftovers({ maxOperands = 0, takesRunFlags, keepsUris }: CommandSpec, leftovers: readonly string[]) {
  const isUri = (text: string) => takesRunFlags && !keepsUris && text.startsWith('s3://')
  const operands = leftovers.filter((text) => !isUri(text))
  const unknownFlags = operands.filter((text) => text.startsWith('-'))
  // An argument after an unknown flag may be its value, so words are not judged then.
  const unknown = unknownFlags.length > 0 ? unknownFlags : operands.slice(maxOperands)
  if (unknown.length > 0) throw new UsageError(messages.unrecognizedArguments(withoutSecrets(unknown)))
  return { operands, uri: leftovers.filter(isUri).flatMap(ofUri) }
}

function ofUri(uri: string): readonly string[] {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(uri) ?? []
  checked(uri, () => [bucketName(bucket), path(prefix)])
  return prefix === '' ? [`--bucket=${bucket}`] : [`--bucket=${bucket}`, `--trail_prefix=${prefix}`]
}

function helpOf(spec: CommandSpec): string {
  const { own, ...rest } = spec
  const flags: [string, string][] = Object.values(own).map((flag) => [
    shownNames(flag).join(', ') + ('metavar' in flag ? ` ${flag.metavar}` : ''),
    flag.help,
  ])
  return texts.commandHelp({ ...rest, flags })
}

/** Short names of two letters are argparse's: help leaves them out. */
const shownNames = (flag: OwnSwitch): readonly string[] =>
  spellings(flag).filter((name) => name.startsWith('--') || name.length === 2)
