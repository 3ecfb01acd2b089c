import { ExitCode } from '../errors.ts'

/**
 * The step that failed, which decides text and exit code. `missing`: the object of a notification does not exist, or access
 * is denied.
 */
export type ReadFailureKind = 'missing' | 'decompress' | 'parse' | 'structure' | 'unknown'

/**
 * An object that cannot be turned into events. Thrown by `src/objects`, parsers and bucket types. Only
 * `src/delivery/skip-or-stop.ts` decides whether it ends the run or the object is skipped.
 */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure'
  readonly kind: ReadFailureKind
  /** An `ERROR:` line of the contract that replaces the general one, such as `Invalid gzip file received.`. */
  readonly line?: string

  /**
   * @param kind  the step that failed
   * @param cause the reason in a few words, which ends the general line: `Failed to parse file K: <cause>`
   */
  constructor(kind: ReadFailureKind, cause: string, options?: { line?: string; cause?: unknown }) {
    super(cause, options)
    this.kind = kind
    if (options?.line !== undefined) this.line = options.line
  }

  /** Exit code if the failure ends the run. */
  get exitCode(): ExitCode {
    // As recorded, although the name of the code does not fit.
    if (this.kind === 'missing') return ExitCode.invalidType
    if (this.kind === 'decompress') return ExitCode.decompress
    if (this.kind === 'unknown') return ExitCode.unknown
    return ExitCode.parse
  }
}
