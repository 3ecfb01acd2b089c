/** One event of a log stream, exactly as CloudWatch Logs keeps it. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
  /** When AWS took it in, milliseconds since 1970. */
  readonly ingestionTime?: number
}

/** Which events of a stream are wanted. Times in milliseconds since 1970; `startTime` inclusive, `endTime` exclusive. */
export interface LogQuery {
  readonly startTime: number
  readonly endTime?: number
  /** Of an earlier page, possibly of an earlier run. */
  readonly token?: string
  /** The newest page of the time asked for, instead of the oldest. Default false. */
  readonly fromTail?: boolean
}

/** One page of events, oldest first. AWS may send an empty page although more follow. */
export interface LogPage {
  readonly events: readonly LogEvent[]
  /** Token of the next page: the same as was asked with when the end is reached. */
  readonly nextToken: string
  /** Token of the page before, likewise. Default: unknown. */
  readonly previousToken?: string
}

export interface LogStream {
  readonly name: string
  /** Milliseconds since 1970; AWS brings it up to date with some delay. Unknown: never written to. */
  readonly lastEventTime?: number
  /** Milliseconds since 1970: when AWS took in the newest event, whatever that event's own time is. */
  readonly lastIngestionTime?: number
}

/**
 * CloudWatch Logs of one region. Implemented under `src/aws/`; failures are thrown as `AwsFailure`, already retried.
 * A call whose signal is aborted rejects with `signal.reason`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
export interface LogSource {
  /** Names of all groups that start with the prefix, in AWS's order. */
  groups(prefix: string, signal?: AbortSignal): Promise<readonly string[]>
  /** All streams of a group whose names start with the prefix (default: every one), in AWS's order. */
  streams(group: string, prefix?: string, signal?: AbortSignal): Promise<readonly LogStream[]>
  /** One page, its events oldest first; from the head of the stream unless the query says otherwise. */
  events(group: string, stream: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>
  deleteStream(group: string, stream: string, signal?: AbortSignal): Promise<void>
}

/**
 * Findings of one region. Implemented under `src/aws/`; failures are thrown as `AwsFailure`, already retried. A call
 * whose signal is aborted rejects with `signal.reason`.
 */
export interface FindingSource {
  /**
   * Answers of AWS as received: UTF-8 JSON, an object whose member `findings` is the list of findings. Text, because
   * order, numbers (`9.0`) and unknown members would not survive a parser.
   *
   * @param from findings touched at or after that time
   * @param to   and not after this one
   */
  pages(from: Date, to: Date, signal?: AbortSignal): AsyncIterable<Uint8Array>
}
