import { Command, Option } from 'commander'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/cli.ts'
import { unknownError } from '../messages/run.ts'
import type { Env, FlagValues, Options } from '../options.ts'
import { plainArguments } from './argv.ts'
import { type Flag, flagName, isSource, spellings } from './flag.ts'
import { FLAGS } from './flags.ts'
import { optionsOf } from './options-of.ts'
import { UsageError, usageLine } from './usage.ts'
import { withoutSecrets } from './without-secrets.ts'

export type Request =
  | { readonly kind: 'run'; readonly options: Options }
  /** `text` is for stdout, line end included. */
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }

type Reader = (text: string) => unknown

/**
 * Reads the command line. Errors come in argparse's order: from left to right, then missing arguments, then unknown
 * ones.
 *
 * @param argv the arguments, without the program's own name
 * @param env  environment variables, read for flags that are not given
 * @throws UsageError for wrong arguments or variables (exit 2)
 * @throws RunError   for a role duration without a role (exit 1)
 */
export function parseArguments(argv: readonly string[], env: Env): Request {
  const { args, end, leftovers } = plainArguments(argv)
  const program = createProgram().parse(args, { from: 'user' })
  if (end === 'help') return { kind: 'help', text: program.helpInformation() }
  if (end === 'version') return { kind: 'version' }
  if (end !== 'all') throw new UsageError(end.error)
  requireSource(program)
  if (leftovers.length > 0) throw new UsageError(messages.unrecognizedArguments(withoutSecrets(leftovers)))
  readEnvironment(program, env)
  requireTogether(program.opts<Partial<FlagValues>>())
  const options = optionsOf(program.opts<Partial<FlagValues>>())
  if (options.aws.roleDuration !== undefined && options.aws.roleArn === undefined) {
    throw new RunError(ExitCode.unknown, unknownError(messages.durationWithoutRole()))
  }
  return { kind: 'run', options }
}

/** In help, what ends the reading comes last. */
const SHOWN = [...FLAGS.filter((flag) => !('ends' in flag)), ...FLAGS.filter((flag) => 'ends' in flag)]

function createProgram(): Command {
  const program = new Command('aws-s3').helpOption(false).exitOverride()
  program.usage(usageLine('aws-s3').replace('usage: aws-s3 ', ''))
  program.configureHelp({ optionTerm: (option) => (option instanceof FlagOption ? option.term : option.flags) })
  const claimSource = sourceClaim()
  for (const flag of SHOWN) program.addOption(new FlagOption(flag, claimSource))
  return program
}

/** A row of the table as commander's option, stored under the name of the member that it sets. */
class FlagOption extends Option {
  /** The term in `--help`: commander does not support short flags of two letters. */
  readonly term: string
  readonly #target: string

  constructor(flag: Flag, claimSource: (flag: Flag) => void) {
    super('metavar' in flag ? `${flag.long} <${flag.metavar}>` : flag.long, flag.help)
    this.term = spellings(flag).join(', ') + ('metavar' in flag ? ` ${flag.metavar}` : '')
    this.#target = 'target' in flag ? flag.target : this.name()
    this.helpGroup(`${flag.group}:`)
    if (!('metavar' in flag)) return
    const named = (text: string) => messages.argument(flagName(flag), text)
    this.argParser((text) => {
      const value = readValue(flag.read, text, named)
      if (isSource(flag)) claimSource(flag)
      return value
    })
  }

  override attributeName(): string {
    return this.#target
  }
}

/** @param named puts the origin of the value before the reason */
function readValue(read: Reader, text: string, named: (reason: string) => string): unknown {
  try {
    return read(text)
  } catch (cause) {
    throw new UsageError(named((cause as Error).message))
  }
}

/** The first flag that chooses a source excludes the others. */
function sourceClaim(): (flag: Flag) => void {
  let claimed: Flag | undefined
  return (flag) => {
    claimed ??= flag
    if (claimed === flag) return
    throw new UsageError(messages.argument(flagName(flag), messages.notAllowedWith(flagName(claimed))))
  }
}

function requireSource(program: Command): void {
  const sources = FLAGS.filter(isSource)
  const given = sources.some((flag) => 'target' in flag && program.getOptionValue(flag.target) !== undefined)
  if (!given) throw new UsageError(messages.oneIsRequired(sources.map(flagName)))
}

function requireTogether({ commit, dryRun, isJson, summaryFile }: Partial<FlagValues>): void {
  if (commit && dryRun) throw new UsageError(messages.argument('--dry-run', messages.notAllowedWith('--commit')))
  if (summaryFile !== undefined && dryRun) {
    throw new UsageError(messages.argument('--dry-run', messages.notAllowedWith('--summary')))
  }
  if (isJson && !dryRun) throw new UsageError(messages.argument('--json', messages.onlyWith('--dry-run')))
}

/** An empty variable counts as not set. */
function readEnvironment(program: Command, env: Env): void {
  for (const flag of FLAGS) {
    if (!('env' in flag) || flag.env === undefined) continue
    const { env: variable } = flag
    const text = env[variable]
    if (text === undefined || text === '' || program.getOptionValue(flag.target) !== undefined) continue
    const named = (reason: string) => messages.environmentVariable(variable, reason)
    program.setOptionValueWithSource(flag.target, readValue(flag.read, text, named), 'env')
  }
}
