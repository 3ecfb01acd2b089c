import type { Line } from './log.ts'

/** Exit codes of the contract. They decide which line of the output the scheduler shows. */
export const ExitCode = {
  ok: 0,
  unknown: 1,
  usage: 2,
  credentials: 3,
  databaseUnusable: 5,
  databaseNotCreated: 6,
  objectProcessing: 7,
  decompress: 8,
  parse: 9,
  managerNotRunning: 11,
  invalidType: 12,
  send: 13,
  emptyBucket: 14,
  endpointUnreachable: 15,
  throttled: 16,
  profileValue: 17,
  noLogsUnderPrefix: 18,
  clockSkew: 19,
  queueNotFound: 20,
  queueUnusable: 21,
  invalidRegion: 22,
  profileNotFound: 23,
  /** 128 + SIGPIPE: nobody reads stdout any more. */
  brokenPipe: 141,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/**
 * The one class of error that ends a run: its lines and its exit code are all that the operator sees.
 *
 * @example throw new RunError(ExitCode.emptyBucket, messages.noFilesFound(bucketPath))
 */
export class RunError extends Error {
  override readonly name = 'RunError'
  readonly exitCode: ExitCode
  readonly lines: readonly Line[]

  /**
   * @param exitCode the status of the process
   * @param text     the `ERROR:` line, without its label; several lines if the contract has them
   * @param options  `cause`: shown in lines of level 3
   */
  constructor(exitCode: ExitCode, text: string | readonly Line[], options?: { cause?: unknown }) {
    const lines = typeof text === 'string' ? [{ level: 'error' as const, text }] : text
    super(lines[0]?.text ?? '', options)
    this.exitCode = exitCode
    this.lines = lines
  }
}
