import * as messages from '../messages/cli.ts'
import { flagName, spellings } from './flag.ts'
import { FLAGS } from './flags.ts'
import { UsageError } from './usage.ts'

export interface PlainArguments {
  /** `--flag` or `--flag=value`, long and in full, in the order given. */
  readonly args: readonly string[]
  /**
   * Where the reading ended. An error counts only if all of `args` are valid, since argparse reports the first mistake.
   */
  readonly end: 'all' | 'help' | 'version' | { readonly error: string }
  /** Arguments that are neither flags nor their values. */
  readonly leftovers: readonly string[]
}

export interface Spelled {
  readonly short?: string
  readonly long: string
  /** True if its abbreviations give way to those of other flags. */
  readonly added: boolean
  /** Name of its value in help; undefined if it takes none. */
  readonly metavar?: string
  readonly ends?: 'help' | 'version'
}

/** A flag as found in an argument; `joined` is what follows it in the same argument (`-bx`, `--bucket=x`). */
interface Found {
  readonly flag: Spelled
  readonly spelling: string
  readonly joined?: string
}

type Kind = Found | 'value' | 'unknown' | 'separator'

type Table = ReadonlyMap<string, Spelled>

const RUN: Table = tableOf(FLAGS)

function tableOf(flags: readonly Spelled[]): Table {
  return new Map(flags.flatMap((flag) => spellings(flag).map((spelling) => [spelling, flag] as const)))
}

/** Texts that Python's argparse reads as a number rather than a flag. */
const NEGATIVE_NUMBER = /^-\p{Nd}+\n?$|^-\p{Nd}*\.\p{Nd}+\n?$/u

/**
 * Reads every spelling that Python's argparse (3.10 and 3.11) allows: short flags of one or two letters, their value
 * separate or joined, several switches after one dash, abbreviated long flags, `=`, and `--`.
 *
 * @param flags known flags. Default: the flags of a run
 * @throws UsageError if an abbreviation is ambiguous, which argparse reports before anything else
 * @see https://docs.python.org/3.11/library/argparse.html#option-value-syntax
 */
export function plainArguments(argv: readonly string[], flags?: readonly Spelled[]): PlainArguments {
  const table = flags === undefined ? RUN : tableOf(flags)
  const kinds = classifyAll(table, argv)
  const args: string[] = []
  const leftovers: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const kind = kinds[at] as Kind
    if (typeof kind === 'string') {
      leftovers.push(argv[at] as string)
      continue
    }
    const step = readFlag(table, kind, kinds[at + 1] === 'value' ? argv[at + 1] : undefined)
    args.push(...step.args)
    if (step.end !== undefined) return { args, end: step.end, leftovers }
    if (step.tookNext) at++
  }
  return { args, end: 'all', leftovers }
}

function classifyAll(table: Table, argv: readonly string[]): readonly Kind[] {
  const separator = argv.indexOf('--')
  return argv.map((text, at) => {
    if (separator === -1 || at < separator) return classify(table, text)
    return at === separator ? 'separator' : 'value'
  })
}

function classify(table: Table, text: string): Kind {
  if (!text.startsWith('-') || text === '-') return 'value'
  const exact = found(table, text) ?? found(table, ...splitAtEquals(text))
  if (exact !== undefined) return exact
  return abbreviated(table, text) ?? (NEGATIVE_NUMBER.test(text) || text.includes(' ') ? 'value' : 'unknown')
}

function found(table: Table, spelling: string, joined?: string): Found | undefined {
  const flag = table.get(spelling)
  if (flag === undefined) return undefined
  return joined === undefined ? { flag, spelling } : { flag, spelling, joined }
}

function splitAtEquals(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** An abbreviated long flag (`--reg=x`), or a short one with its value joined (`-bx`; `-srx` is `-s rx`). */
function abbreviated(table: Table, text: string): Found | undefined {
  if (!text.startsWith('--')) return found(table, text.slice(0, 2), text.slice(2))
  const [prefix, joined] = splitAtEquals(text)
  const alike = [...table].filter(([spelling]) => spelling.startsWith(prefix))
  const original = alike.filter(([, flag]) => !flag.added)
  const matches = (original.length > 0 ? original : alike).map(([spelling]) => spelling)
  if (matches.length > 1) throw new UsageError(messages.ambiguousOption(text, matches))
  return matches[0] === undefined ? undefined : found(table, matches[0], joined)
}

interface Step {
  readonly args: readonly string[]
  readonly end?: PlainArguments['end']
  readonly tookNext?: true
}

/** Reads a flag, and the next argument if that is its value. */
function readFlag(table: Table, is: Found, next: string | undefined): Step {
  const { flag, joined } = is
  if (flag.metavar !== undefined) {
    const value = joined ?? next
    if (value === undefined) return fail(flag, messages.expectedOneArgument())
    const args = [`${flag.long}=${value}`]
    return joined === undefined ? { args, tookNext: true } : { args }
  }
  if (joined !== undefined) return readSwitches(table, is, joined, next)
  return flag.ends !== undefined ? { args: [], end: flag.ends } : { args: [flag.long] }
}

/**
 * `-eo`, `-ebname`, `-e=o`: the text joined to a switch is further one-letter flags, the last one possibly with a
 * value.
 */
function readSwitches(table: Table, { flag, spelling }: Found, joined: string, next: string | undefined): Step {
  const following = spelling.startsWith('--')
    ? undefined
    : found(table, `-${joined.slice(0, 1)}`, joined.slice(1) || undefined)
  if (following === undefined) return fail(flag, messages.ignoredExplicitArgument(joined))
  const rest = readFlag(table, following, next)
  if (typeof rest.end === 'object') return rest
  if (flag.ends !== undefined) return { args: [], end: flag.ends }
  return { ...rest, args: [flag.long, ...rest.args] }
}

function fail(flag: Spelled, text: string): Step {
  return { args: [], end: { error: messages.argument(flagName(flag), text) } }
}
