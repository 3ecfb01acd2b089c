import type { Env } from '../options.ts'
/** The inputs that `main.ts` passes to a command. */
export interface CommandContext {
  readonly home: string
  readonly env: Env
  /** Aborted if the command must end early; its reason is a RunError. */
  readonly signal: AbortSignal
}

/** A command for people and scripts. The manager never runs one. */
export interface Command {
  /**
   * Runs the command. Its result goes to stdout, all other lines go to stderr.
   *
   * @param argv arguments after the command's name
   * @returns exit status: 0 fine, 1 findings
   * @throws RunError 2 if the command line is wrong
   */
  run(argv: readonly string[], context: CommandContext): Promise<number>
}

export interface CommandEntry {
  /** Summary for `aws-s3 --help`. */
  readonly summary: string
  /** Loads the code of the command, for which runs must not wait. */
  load(): Promise<Command>
}
