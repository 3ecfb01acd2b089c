import * as messages from '../messages/cli.ts'
import { FLAGS, type Flag, flagName, spellings } from './flags.ts'
import { UsageError } from './usage.ts'

/** A command line in one plain spelling. */
export interface PlainArguments {
  /** `--flag` or `--flag=value`, long and in full, in the order given. */
  readonly args: readonly string[]
  /** Where the reading ended; an error is due only when all of `args` are valid, for argparse reports what comes first. */
  readonly end: 'all' | 'help' | 'version' | { readonly error: string }
  /** What is neither a flag nor the value of one. */
  readonly leftovers: readonly string[]
}

/** A flag as found in an argument; `joined` is what follows it in the same argument (`-bx`, `--bucket=x`). */
interface Found {
  readonly flag: Flag
  readonly spelling: string
  readonly joined?: string
}

type Kind = Found | 'value' | 'unknown' | 'separator'

const BY_SPELLING = new Map(FLAGS.flatMap((flag) => spellings(flag).map((spelling) => [spelling, flag] as const)))
const ORIGINAL = [...BY_SPELLING].filter(([, flag]) => !flag.added)
const ADDED = [...BY_SPELLING].filter(([, flag]) => flag.added)

/** What Python's argparse takes for a number rather than a flag. */
const NEGATIVE_NUMBER = /^-\p{Nd}+\n?$|^-\p{Nd}*\.\p{Nd}+\n?$/u

/**
 * Reads every spelling that Python's argparse (3.10 and 3.11) allows: short flags of one or two letters, their value apart
 * or joined, several switches behind one dash, abbreviated long flags, `=`, and `--`.
 *
 * @throws UsageError when an abbreviation is ambiguous, which argparse reports before anything else
 * @see https://docs.python.org/3.11/library/argparse.html#option-value-syntax
 */
export function plainArguments(argv: readonly string[]): PlainArguments {
  const kinds = classifyAll(argv)
  const args: string[] = []
  const leftovers: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const kind = kinds[at] as Kind
    if (typeof kind === 'string') {
      leftovers.push(argv[at] as string)
      continue
    }
    const step = readFlag(kind, kinds[at + 1] === 'value' ? argv[at + 1] : undefined)
    args.push(...step.args)
    if (step.end !== undefined) return { args, end: step.end, leftovers }
    if (step.tookNext) at++
  }
  return { args, end: 'all', leftovers }
}

function classifyAll(argv: readonly string[]): readonly Kind[] {
  const separator = argv.indexOf('--')
  return argv.map((text, at) => {
    if (separator === -1 || at < separator) return classify(text)
    return at === separator ? 'separator' : 'value'
  })
}

function classify(text: string): Kind {
  if (!text.startsWith('-') || text === '-') return 'value'
  const exact = found(text) ?? found(...splitAtEquals(text))
  if (exact !== undefined) return exact
  return abbreviated(text) ?? (NEGATIVE_NUMBER.test(text) || text.includes(' ') ? 'value' : 'unknown')
}

function found(spelling: string, joined?: string): Found | undefined {
  const flag = BY_SPELLING.get(spelling)
  if (flag === undefined) return undefined
  return joined === undefined ? { flag, spelling } : { flag, spelling, joined }
}

function splitAtEquals(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** An abbreviated long flag (`--reg=x`), or a short one with its value joined (`-bx`; `-srx` is `-s rx`). */
function abbreviated(text: string): Found | undefined {
  if (!text.startsWith('--')) return found(text.slice(0, 2), text.slice(2))
  const [prefix, joined] = splitAtEquals(text)
  const startsAlike = ([spelling]: readonly [string, Flag]) => spelling.startsWith(prefix)
  const original = ORIGINAL.filter(startsAlike)
  const matches = (original.length > 0 ? original : ADDED.filter(startsAlike)).map(([spelling]) => spelling)
  if (matches.length > 1) throw new UsageError(messages.ambiguousOption(text, matches))
  return matches[0] === undefined ? undefined : found(matches[0], joined)
}

interface Step {
  readonly args: readonly string[]
  readonly end?: PlainArguments['end']
  readonly tookNext?: true
}

/** Reads one argument that is a flag, and the next one where that is its value. */
function readFlag(is: Found, next: string | undefined): Step {
  const { flag, joined } = is
  if ('metavar' in flag) {
    const value = joined ?? next
    if (value === undefined) return fail(flag, messages.expectedOneArgument())
    const args = [`${flag.long}=${value}`]
    return joined === undefined ? { args, tookNext: true } : { args }
  }
  if (joined !== undefined) return readSwitches(is, joined, next)
  return 'ends' in flag ? { args: [], end: flag.ends } : { args: [flag.long] }
}

/** `-eo`, `-ebname`, `-e=o`: what is joined to a switch is further one-letter flags, the last one possibly with a value. */
function readSwitches({ flag, spelling }: Found, joined: string, next: string | undefined): Step {
  const following = spelling.startsWith('--')
    ? undefined
    : found(`-${joined.slice(0, 1)}`, joined.slice(1) || undefined)
  if (following === undefined) return fail(flag, messages.ignoredExplicitArgument(joined))
  const rest = readFlag(following, next)
  if (typeof rest.end === 'object') return rest
  if ('ends' in flag) return { args: [], end: flag.ends }
  return { ...rest, args: [flag.long, ...rest.args] }
}

function fail(flag: Flag, text: string): Step {
  return { args: [], end: { error: messages.argument(flagName(flag), text) } }
}
