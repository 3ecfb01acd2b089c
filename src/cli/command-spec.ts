import * as texts from '../messages/commands.ts'

export interface OwnSwitch {
  /** Set for flags that a run has, too. */
  readonly short?: string
  readonly long: string
  readonly help: string
}

/** A flag with a value that only some commands have. */
export interface OwnValue<T = unknown> extends OwnSwitch {
  readonly metavar: string
  /** Checks the value. @throws Error whose message says what is wrong with it */
  readonly read: (text: string) => T
}

export type OwnFlags = Readonly<Record<string, OwnSwitch | OwnValue>>

export interface CommandSpec<Own extends OwnFlags = OwnFlags> {
  readonly name: string
  /** One sentence, for help. */
  readonly summary: string
  /** The usage line after the name: `FILE [--json]`. */
  readonly usage: string
  readonly own: Own
  /** True if the command accepts the flags of a run, too. */
  readonly takesRunFlags: boolean
  /** Largest number of operands. Default: 0. */
  readonly maxOperands?: number
  /** True: `s3://…` is an operand, and does not stand for two flags of a run. */
  readonly keepsUris?: true
  /** Names and summaries of its subcommands, for help. Default: none. */
  readonly subcommands?: readonly (readonly [name: string, summary: string])[]
  /** Whole command lines, for help. */
  readonly examples: readonly string[]
  /** Text for help. Default: 0 fine, 1 findings, 2 wrong command line. */
  readonly exitStatus?: string
}

export interface CommandLine<Own extends OwnFlags> {
  /** True for a given switch; the value of another given flag. */
  readonly own: { readonly [K in keyof Own]: Own[K] extends OwnValue<infer T> ? T | undefined : boolean }
  /** Arguments that are neither flags nor their values. */
  readonly operands: readonly string[]
  /** Flags of a run, in the spelling of a run: `--bucket=x`. */
  readonly runArgv: readonly string[]
}

/** `--json`, the same for all commands. */
export const JSON_SWITCH = { long: '--json', help: texts.jsonHelp() } as const satisfies OwnSwitch
