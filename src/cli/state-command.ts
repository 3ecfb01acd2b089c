import { argument, notAllowedWith, oneIsRequired } from '../messages/cli.ts'
import * as messages from '../messages/state-command.ts'
import type { FlagValues } from '../options.ts'
import { parseCommandLine, usageErrorOf } from './command-line.ts'
import { type CommandSpec, JSON_SWITCH, type OwnValue } from './command-spec.ts'
import { flagName } from './flag.ts'
import { FLAGS } from './flags.ts'

/** The flags of a run that choose rows of the state. */
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

/** The ones that choose rows of the retry list. */
const CHOOSING_RETRIES = ['bucket', 'type', 'trailPrefix', 'accountIds'] as const satisfies readonly (keyof Choice)[]

/** The given flags. To forget, `bucket` or `service` is one of them. */
export type Choice = Partial<Pick<FlagValues, (typeof CHOOSING)[number]>>

/** A parsed `aws-s3 state …`. */
export type StateCommand =
  | { readonly kind: 'help'; readonly text: string }
  | ListCommand
  | { readonly kind: 'failed'; readonly choice: Choice; readonly json: boolean }
  | { readonly kind: 'forget'; readonly choice: Choice; readonly yes: boolean }

export interface ListCommand {
  readonly kind: 'list'
  /** The rows to list. Default: all. */
  readonly choice: Choice
  /** True: one row for each partition and stream, and nothing is cut off. */
  readonly wide: boolean
  readonly json: boolean
}

const LIST_HELP = { bucket: messages.listBucketHelp(), service: messages.listServiceHelp() }
const FORGET_HELP = { bucket: messages.bucketHelp(), service: messages.serviceHelp() }

const LIST = {
  name: 'state',
  summary: messages.listSummary(),
  usage: '[failed | forget] [flags]',
  own: { ...choosing(CHOOSING, LIST_HELP), wide: { long: '--wide', help: messages.wideHelp() }, json: JSON_SWITCH },
  takesRunFlags: false,
  subcommands: [
    ['failed', messages.failedHelp()],
    ['forget', messages.forgetHelp()],
  ],
  examples: messages.LIST_EXAMPLES,
  exitStatus: messages.listExitStatus(),
} as const satisfies CommandSpec

const FAILED = {
  name: 'state failed',
  summary: messages.failedSummary(),
  usage: '[flags]',
  own: { ...choosing(CHOOSING_RETRIES, LIST_HELP), json: JSON_SWITCH },
  takesRunFlags: false,
  examples: messages.FAILED_EXAMPLES,
  exitStatus: messages.listExitStatus(),
} as const satisfies CommandSpec

const FORGET = {
  name: 'state forget',
  summary: messages.forgetSummary(),
  usage: '(--bucket B | --service S) [flags]',
  own: { ...choosing(CHOOSING, FORGET_HELP), yes: { long: '--yes', help: messages.yesHelp() } },
  takesRunFlags: false,
  examples: messages.FORGET_EXAMPLES,
  exitStatus: messages.forgetExitStatus(),
} as const satisfies CommandSpec

/** @param argv arguments after `state`; `--json` may precede a subcommand. @throws UsageError */
export function parseStateCommand(argv: readonly string[]): StateCommand {
  const at = argv.findIndex((text) => text !== JSON_SWITCH.long)
  if (argv[at] === 'failed') return parseFailed(argv.toSpliced(at, 1))
  if (argv[at] === 'forget') return parseForget(argv.toSpliced(at, 1))
  const line = parseCommandLine(LIST, argv)
  if (typeof line === 'string') return { kind: 'help', text: line }
  const { wide, json, ...choice } = line.own
  return { kind: 'list', choice: given(choice), wide, json }
}

function parseFailed(argv: readonly string[]): StateCommand {
  const line = parseCommandLine(FAILED, argv)
  if (typeof line === 'string') return { kind: 'help', text: line }
  const { json, ...choice } = line.own
  return { kind: 'failed', choice: given(choice), json }
}

function parseForget(argv: readonly string[]): StateCommand {
  const line = parseCommandLine(FORGET, argv)
  if (typeof line === 'string') return { kind: 'help', text: line }
  const { yes, ...choice } = line.own
  requireSource(choice)
  return { kind: 'forget', choice: given(choice), yes }
}

/**
 * Refuses flags that a part of the state does not have: to ignore them would forget more than intended.
 *
 * @param allowed flags that choose rows of the state of `what`
 * @throws UsageError
 */
export function refuseOthers(choice: Choice, allowed: readonly (keyof Choice)[], what: string): void {
  const other = CHOOSING.find((target) => choice[target] !== undefined && !allowed.includes(target))
  if (other !== undefined) throw usageErrorOf(FORGET, argument(nameOf(other), messages.notKeptBy(what)))
}

function requireSource({ bucket, service }: { readonly bucket?: unknown; readonly service?: unknown }): void {
  if (bucket === undefined && service === undefined) {
    throw usageErrorOf(FORGET, oneIsRequired([nameOf('bucket'), nameOf('service')]))
  }
  if (bucket !== undefined && service !== undefined) {
    throw usageErrorOf(FORGET, argument(nameOf('service'), notAllowedWith(nameOf('bucket'))))
  }
}

/** Flags of a run as a command's own, with the same names and the same checks. */
function choosing<Target extends keyof Choice>(
  targets: readonly Target[],
  help: Readonly<Partial<Record<keyof Choice, string>>>,
) {
  const flags = targets.map((target) => [target, { ...flagOf(target), help: help[target] ?? flagOf(target).help }])
  return Object.fromEntries(flags) as { readonly [K in Target]: OwnValue<NonNullable<Choice[K]>> }
}

function given(choice: { readonly [K in keyof Choice]: Choice[K] | undefined }): Choice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined))
}

const nameOf = (target: keyof Choice): string => flagName(flagOf(target))

function flagOf(target: keyof Choice) {
  const flag = FLAGS.find((each) => 'target' in each && each.target === target)
  if (flag === undefined || !('read' in flag)) throw new Error(`no flag with a value sets ${target}`)
  return flag
}
