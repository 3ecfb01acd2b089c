/** What a command gets from the process edge. */
export interface CommandContext {
  /** Home of the manager or agent. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the command must end early; its reason is a RunError. */
  readonly signal: AbortSignal
}

/** A command for people and scripts. The manager never runs one. */
export interface Command {
  /**
   * Its result goes to stdout, all other lines go to stderr.
   *
   * @param argv what follows the command's name
   * @returns exit status; 0: fine; 1: findings
   * @throws RunError 2 when the command line is wrong
   */
  run(argv: readonly string[], context: CommandContext): Promise<number>
}

/** A row of the table of commands. */
export interface CommandEntry {
  /** What it does, for `aws-s3 --help`. */
  readonly summary: string
  /** A run must not wait for the code of commands to be loaded. */
  load(): Promise<Command>
}
