import type { FlagValues } from '../options.ts'

interface Named {
  /** Starts with one dash, and has one or two letters, as argparse allows. */
  readonly short?: string
  readonly long: string
  /** The heading under which `--help` lists it. */
  readonly group: string
  readonly help: string
  /** True if the Python module lacks the flag: its abbreviations give way to those of the original flags. */
  readonly added: boolean
}

interface ValueExtras {
  /** Environment variable that is read if the flag is not given. */
  readonly env?: string
  /** Exactly one of these flags must be given. */
  readonly source?: true
}

export interface ValueFlag<Target extends keyof FlagValues> extends Named, ValueExtras {
  /** The member of {@link FlagValues} that it sets. */
  readonly target: Target
  readonly metavar: string
  /** Checks and converts the text. @throws Error whose message follows `argument -x/--flag: ` in the usage error */
  readonly read: (text: string) => NonNullable<FlagValues[Target]>
}

type SwitchTarget = { [K in keyof FlagValues]-?: FlagValues[K] extends boolean ? K : never }[keyof FlagValues]

export interface SwitchFlag extends Named {
  readonly target: SwitchTarget
}

/** A flag that ends the reading of the command line where it stands. */
export interface EndFlag extends Named {
  readonly ends: 'help' | 'version'
}

export type Flag = { [K in keyof FlagValues]-?: ValueFlag<K> }[keyof FlagValues] | SwitchFlag | EndFlag

/** Name of a flag in usage errors: `-b/--bucket`. */
export function flagName(flag: Pick<Named, 'short' | 'long'>): string {
  return spellings(flag).join('/')
}

/** The short spelling, if any, and the long one. */
export function spellings(flag: Pick<Named, 'short' | 'long'>): readonly string[] {
  return flag.short === undefined ? [flag.long] : [flag.short, flag.long]
}

/** @returns true if the flag chooses a source, of which there must be exactly one */
export function isSource(flag: Flag): boolean {
  return 'source' in flag && flag.source === true
}

/** @param spelled `-b --bucket BUCKET` */
export function value<Target extends keyof FlagValues>(
  spelled: string,
  target: Target,
  reader: ValueFlag<Target>['read'],
  group: string,
  help: string,
  extras: ValueExtras = {},
): ValueFlag<Target> {
  const end = spelled.lastIndexOf(' ')
  return {
    ...named(spelled.slice(0, end), group, help),
    metavar: spelled.slice(end + 1),
    target,
    read: reader,
    ...extras,
  }
}

/** @param spelled `-R --remove`; `--no-…` sets its target to false */
export function toggle(spelled: string, target: SwitchTarget, group: string, help: string): SwitchFlag {
  return { ...named(spelled, group, help), target }
}

/** @param spelled `-h --help` */
export function end(spelled: string, ends: EndFlag['ends'], group: string, help: string): EndFlag {
  return { ...named(spelled, group, help), ends }
}

function named(spelled: string, group: string, help: string): Named {
  const at = spelled.indexOf(' ')
  if (at === -1) return { long: spelled, group, help, added: true }
  return { short: spelled.slice(0, at), long: spelled.slice(at + 1), group, help, added: false }
}
