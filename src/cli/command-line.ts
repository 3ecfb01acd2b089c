import { escapeControl } from '../log.ts'
import * as messages from '../messages/cli.ts'
import * as texts from '../messages/commands.ts'
import type { Options } from '../options.ts'
import { plainArguments, type Spelled } from './argv.ts'
import { FLAGS, spellings } from './flags.ts'

import { parseArguments } from './program.ts'
import { suggestion } from './suggestion.ts'
import { UsageError } from './usage.ts'
import { bucketName, path } from './validators.ts'

/** A flag of a command's own: a switch. */
export interface OwnSwitch {
  readonly long: `--${string}`
  readonly help: string
}

/** A flag of a command's own that takes a value. */
export interface OwnValue<T = unknown> extends OwnSwitch {
  /** What stands for the value in help. */
  readonly metavar: string
  /** Checks the value. @throws Error whose message says what is wrong with it */
  readonly read: (text: string) => T
}

type OwnFlags = Readonly<Record<string, OwnSwitch | OwnValue>>

/** What a command takes. */
export interface CommandSpec<Own extends OwnFlags = OwnFlags> {
  readonly name: string
  /** One sentence, for help. */
  readonly summary: string
  /** Of the usage line, behind the name: `FILE [--json]`. */
  readonly usage: string
  readonly own: Own
  /** Whether the flags of a run are taken, too. */
  readonly takesRunFlags: boolean
  /** Name of the one word that may be given beside flags (`FILE`). Default: none may. */
  readonly operand?: string
  /** Whole command lines, for help. */
  readonly examples: readonly string[]
}

/** A command line as it was understood. */
export interface CommandLine<Own extends OwnFlags> {
  /** Of a switch, whether it was given; of the others the value, if given. */
  readonly own: { readonly [K in keyof Own]: Own[K] extends OwnValue<infer T> ? T | undefined : boolean }
  readonly operand: string | undefined
  /** Flags of a run, in the spelling of a run: `--bucket=x`. */
  readonly runArgv: readonly string[]
}

/** `--json`, the same for all commands. */
export const JSON_SWITCH = { long: '--json', help: texts.jsonHelp() } as const satisfies OwnSwitch

const HELP = { short: '-h', long: '--help', added: true, ends: 'help' } as const satisfies Spelled
/** Names that people know from the AWS CLI, and what they are called here. */
const ALIASES: Readonly<Record<string, string>> = {
  '--profile': '--aws_profile',
  '--region': '--regions',
  '--endpoint-url': '--service_endpoint',
}

/**
 * Reads the command line of a command.
 *
 * @returns a text when help was asked for
 * @throws UsageError
 */
export function parseCommandLine<Own extends OwnFlags>(
  spec: CommandSpec<Own>,
  argv: readonly string[],
): CommandLine<Own> | string {
  return withUsageOf(spec, argv, () => {
    const { args, end, leftovers } = plainArguments(argv, flagsOf(spec))
    if (end === 'help') return helpOf(spec)
    if (typeof end === 'object') throw new UsageError(end.error)
    const { operand, uri } = readLeftovers(spec, leftovers)
    const own = Object.entries(spec.own).map(([name, flag]) => [name, ownValue(flag, args)])
    return {
      own: Object.fromEntries(own) as CommandLine<Own>['own'],
      operand,
      runArgv: [...uri, ...args.filter((arg) => !ownNames(spec).includes(nameOf(arg))).map(inRunSpelling)],
    }
  })
}

/**
 * What the flags of a run ask for that a command was given.
 *
 * @throws UsageError, RunError as of a run
 */
export function parseRunFlags(
  spec: CommandSpec,
  runArgv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const request = withUsageOf(spec, [], () => parseArguments(runArgv, env))
  if (request.kind !== 'run') throw new Error('neither help nor version can be asked for here')
  return request.options
}

/** Usage errors of a command are two or three lines of its own: they are for people. */
function withUsageOf<T>(spec: CommandSpec, argv: readonly string[], parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause
    const names = flagsOf(spec).flatMap(spellings)
    const text = escapeControl(cause.message)
    throw new UsageError(cause.message, texts.usageError(spec.name, text, suggestedFlag(argv, names)))
  }
}

/** What was meant by the first flag that is none of the known ones. */
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
  return checked(flag.long, () => flag.read(given.slice(flag.long.length + 1)))
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

/** What is no flag: the operand of the command, or `s3://bucket/prefix` in place of two flags of a run. */
function readLeftovers({ operand: name, takesRunFlags }: CommandSpec, leftovers: readonly string[]) {
  const isUri = (text: string) => takesRunFlags && text.startsWith('s3://')
  const operands = leftovers.filter((text) => !isUri(text))
  const unknownFlags = operands.filter((text) => text.startsWith('-'))
  // What stands behind an unknown flag may be its value: no word is judged then.
  const unknown = unknownFlags.length > 0 ? unknownFlags : operands.slice(name === undefined ? 0 : 1)
  if (unknown.length > 0) throw new UsageError(messages.unrecognizedArguments(unknown))
  return { operand: operands[0], uri: leftovers.filter(isUri).flatMap(ofUri) }
}

function ofUri(uri: string): readonly string[] {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(uri) ?? []
  checked(uri, () => [bucketName(bucket), path(prefix)])
  return prefix === '' ? [`--bucket=${bucket}`] : [`--bucket=${bucket}`, `--trail_prefix=${prefix}`]
}

function helpOf(spec: CommandSpec): string {
  const { name, usage, summary, own, takesRunFlags, examples } = spec
  const flags: [string, string][] = Object.values(own).map((flag) => [
    'metavar' in flag ? `${flag.long} ${flag.metavar}` : flag.long,
    flag.help,
  ])
  return texts.commandHelp({ name, usage, summary, flags, takesRunFlags, examples })
}
