import { Command, CommanderError, Option } from 'commander'
import { ExitCode, RunError } from '../errors.ts'
import * as shared from '../messages/cli.ts'
import * as messages from '../messages/state-command.ts'
import type { FlagValues } from '../options.ts'
import { spellings } from './flag.ts'
import { FLAGS } from './flags.ts'

/** What chooses rows to forget, as it does in a run. */
const CHOOSING = [
  'bucket',
  'service',
  'type',
  'trailPrefix',
  'trailSuffix',
  'accountIds',
  'regions',
  'logGroups',
  'logStreams',
] as const satisfies readonly (keyof FlagValues)[]

type Help = Readonly<Partial<Record<keyof FlagValues, string>>>

const FORGET_HELP: Help = { bucket: messages.bucketHelp(), service: messages.serviceHelp() }
const LIST_HELP: Help = { bucket: messages.listBucketHelp(), service: messages.listServiceHelp() }

/** The flags that were given; to forget, `bucket` or `service` is one of them. */
export type Choice = Partial<Pick<FlagValues, (typeof CHOOSING)[number]>>

/** Of these, the ones that the retry list knows. */
const CHOOSING_RETRIES = ['bucket', 'type', 'trailPrefix', 'accountIds'] as const satisfies readonly (keyof Choice)[]

/** What `aws-s3 state …` asks for. */
export type StateCommand =
  | { readonly kind: 'help'; readonly text: string }
  | ListCommand
  | { readonly kind: 'failed'; readonly choice: Choice; readonly json: boolean }
  | { readonly kind: 'forget'; readonly choice: Choice; readonly yes: boolean }

export interface ListCommand {
  readonly kind: 'list'
  /** What is listed. Default: all. */
  readonly choice: Choice
  /** A row for each partition and stream, nothing cut off. */
  readonly wide: boolean
  readonly json: boolean
}

/** @param argv what follows `state`. @throws RunError 2 */
export function parseStateCommand(argv: readonly string[]): StateCommand {
  const help: string[] = []
  let command = { kind: 'help', text: '' } as StateCommand
  const program = new Command('aws-s3 state').description(messages.listSummary()).exitOverride()
  program.configureOutput({ writeOut: (text) => void help.push(text), writeErr: () => {} })
  // What stands behind a subcommand is its own.
  program.enablePositionalOptions()
  for (const target of CHOOSING) program.addOption(new ChoosingOption(target, LIST_HELP))
  program.option('--wide', messages.wideHelp())
  program.option('--json', messages.jsonHelp()).action(({ json = false, wide = false, ...choice }) => {
    command = { kind: 'list', choice, wide, json }
  })
  const failed = program.command('failed').description(messages.failedSummary())
  for (const target of CHOOSING_RETRIES) failed.addOption(new ChoosingOption(target, LIST_HELP))
  failed.option('--json', messages.jsonHelp()).action(({ json = false, ...choice }) => {
    command = { kind: 'failed', choice, json: json || (program.opts().json ?? false) }
  })
  const forget = program.command('forget').description(messages.forgetSummary())
  for (const target of CHOOSING) forget.addOption(new ChoosingOption(target, FORGET_HELP))
  forget.option('--yes', messages.yesHelp()).action(({ yes = false, ...choice }) => {
    requireSource(choice)
    command = { kind: 'forget', choice, yes }
  })
  try {
    program.parse(argv, { from: 'user' })
    return command
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    if (cause.exitCode !== 0) throw usageError(cause.message.replace(/^error: /, ''))
    return { kind: 'help', text: help.join('') }
  }
}

/**
 * What a state does not know must not be given: without it, more would be forgotten than was meant.
 *
 * @param allowed flags that choose rows of the state of `what`
 * @throws RunError 2
 */
export function refuseOthers(choice: Choice, allowed: readonly (keyof Choice)[], what: string): void {
  const other = CHOOSING.find((target) => choice[target] !== undefined && !allowed.includes(target))
  if (other !== undefined) throw argumentError(other, messages.notKeptBy(what))
}

/** A flag of a run, with the same name and the same check. */
class ChoosingOption extends Option {
  readonly #target: keyof Choice

  constructor(target: keyof Choice, helps: Help) {
    const { metavar, help, read } = flagOf(target)
    super(`${namesOf(target).join(', ')} <${metavar}>`, helps[target] ?? help)
    this.#target = target
    this.argParser((text) => checked(target, () => read(text)))
  }

  override attributeName(): string {
    return this.#target
  }
}

function checked<T>(target: keyof Choice, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw argumentError(target, (cause as Error).message)
  }
}

function requireSource({ bucket, service }: Choice): void {
  if (bucket === undefined && service === undefined) {
    throw usageError(shared.oneIsRequired([nameOf('bucket'), nameOf('service')]))
  }
  if (bucket !== undefined && service !== undefined) {
    throw argumentError('service', shared.notAllowedWith(nameOf('bucket')))
  }
}

function flagOf(target: keyof Choice) {
  const flag = FLAGS.find((each) => 'target' in each && each.target === target)
  if (flag === undefined || !('read' in flag)) throw new Error(`no flag with a value sets ${target}`)
  return flag
}

/** Without short flags of two letters: they are argparse's, commander knows none. */
const namesOf = (target: keyof Choice): readonly string[] =>
  spellings(flagOf(target)).filter((name) => name.startsWith('--') || name.length === 2)

const nameOf = (target: keyof Choice): string => namesOf(target).join('/')

const argumentError = (target: keyof Choice, text: string) => usageError(shared.argument(nameOf(target), text))

const usageError = (text: string) => new RunError(ExitCode.usage, messages.usageError(text))
