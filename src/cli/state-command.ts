import { Command, CommanderError, Option } from 'commander'
import { ExitCode, RunError } from '../errors.ts'
import * as shared from '../messages/cli.ts'
import * as messages from '../messages/state-command.ts'
import { FLAGS, flagName } from './flags.ts'
import type { Options } from './options.ts'

/** What can choose rows to forget, as in a run. */
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
] as const satisfies readonly (keyof Options)[]

/** The flags that were given, of which one is `bucket` or `service`. */
export type Choice = Partial<Pick<Options, (typeof CHOOSING)[number]>>

/** What `aws-s3 state …` asks for. */
export type StateCommand =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'list'; readonly json: boolean }
  | { readonly kind: 'forget'; readonly choice: Choice; readonly yes: boolean }

/** @param argv what follows `state`. @throws RunError 2 */
export function parseStateCommand(argv: readonly string[]): StateCommand {
  let command: StateCommand = { kind: 'help', text: '' }
  const help: string[] = []
  const program = new Command('aws-s3 state').description(messages.listSummary()).exitOverride()
  program.configureOutput({ writeOut: (text) => help.push(text), writeErr: () => {} })
  program.option('--json', messages.jsonHelp()).action(({ json = false }) => {
    command = { kind: 'list', json }
  })
  forgetCommand(program).action(({ yes = false, ...choice }) => {
    command = { kind: 'forget', choice, yes }
  })
  try {
    program.parse(argv, { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    if (cause.exitCode !== 0) throw usageError(cause.message.replace(/^error: /, ''))
    return { kind: 'help', text: help.join('') }
  }
  if (command.kind === 'forget') requireSource(command.choice)
  return command
}

/**
 * What is not looked at must not be there: without it, more would be forgotten than was meant.
 *
 * @param allowed flags that choose rows of the state of `what`
 * @throws RunError 2
 */
export function refuseOthers(choice: Choice, allowed: readonly (keyof Choice)[], what: string): void {
  const other = CHOOSING.find((target) => choice[target] !== undefined && !allowed.includes(target))
  if (other !== undefined) throw usageError(messages.notToldApart(nameOf(other), what))
}

function forgetCommand(program: Command): Command {
  const forget = program.command('forget').description(messages.forgetSummary())
  for (const target of CHOOSING) forget.addOption(new ChoosingOption(target))
  return forget.option('--yes', messages.yesHelp())
}

/** A flag of a run, under the same name and with the same check. */
class ChoosingOption extends Option {
  readonly #target: keyof Choice

  constructor(target: keyof Choice) {
    const { short, long, metavar, help, read } = flagOf(target)
    // Commander knows no short flags of two letters.
    super(`${short?.length === 2 ? `${short}, ` : ''}${long} <${metavar}>`, help)
    this.#target = target
    this.argParser((text) => {
      try {
        return read(text)
      } catch (cause) {
        throw usageError(shared.argument(nameOf(target), (cause as Error).message))
      }
    })
  }

  override attributeName(): string {
    return this.#target
  }
}

function requireSource({ bucket, service }: Choice): void {
  const [first, second] = [nameOf('bucket'), nameOf('service')]
  if (bucket === undefined && service === undefined) throw usageError(shared.oneIsRequired([first, second]))
  if (bucket === undefined || service === undefined) return
  throw usageError(shared.argument(second, shared.notAllowedWith(first)))
}

function flagOf(target: keyof Choice) {
  const flag = FLAGS.find((each) => 'target' in each && each.target === target)
  if (flag === undefined || !('read' in flag)) throw new Error(`no flag with a value sets ${target}`)
  return flag
}

const nameOf = (target: keyof Choice): string => flagName(flagOf(target))

const usageError = (text: string) => new RunError(ExitCode.usage, messages.usageError(text))
