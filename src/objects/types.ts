import { ExitCode } from '../errors.ts'

/**
 * At which step the reading of an object failed; decides text and exit code. `missing`: the object of a notification
 * is not there, or not ours to read.
 */
export type ReadFailureKind = 'missing' | 'decompress' | 'parse' | 'structure' | 'unknown'

/**
 * An object that cannot be turned into events. Thrown by `src/objects`, parsers and bucket types; whether it ends the
 * run or is reported and passed over is decided in one place, `src/delivery/skip-or-stop.ts`.
 */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure'
  readonly kind: ReadFailureKind
  /** An `ERROR:` line of the contract that replaces the general one (`Invalid gzip file received.`), if any. */
  readonly line?: string

  /**
   * @param kind  the step that failed
   * @param cause what is wrong, in a few words of ours, ending the general line: `Failed to parse file K: <cause>`
   */
  constructor(kind: ReadFailureKind, cause: string, options?: { line?: string; cause?: unknown }) {
    super(cause, options)
    this.kind = kind
    if (options?.line !== undefined) this.line = options.line
  }

  /** Exit code when the run ends because of it. */
  get exitCode(): ExitCode {
    // Not what the code's name says, but what the contract's recordings show.
    if (this.kind === 'missing') return ExitCode.invalidType
    if (this.kind === 'decompress') return ExitCode.decompress
    if (this.kind === 'unknown') return ExitCode.unknown
    return ExitCode.parse
  }
}
