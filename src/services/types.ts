/** One event of a log stream, exactly as CloudWatch Logs stores it. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
  /** When AWS ingested it, milliseconds since 1970. */
  readonly ingestionTime?: number | undefined
}

/** Selects events of a stream. Times in milliseconds since 1970; `startTime` inclusive, `endTime` exclusive. */
export interface LogQuery {
  readonly startTime: number
  readonly endTime?: number | undefined
  /** Token of an earlier page, possibly of an earlier run. */
  readonly token?: string | undefined
  /** True: start with the newest page of the range, instead of the oldest. Default: false. */
  readonly fromTail?: boolean
}

/** One page of events, oldest first. AWS may send an empty page although more follow. */
export interface LogPage {
  readonly events: readonly LogEvent[]
  /** Token of the next page. At the end it repeats the token of the request. */
  readonly nextToken: string
  /** Token of the previous page, likewise. Default: unknown. */
  readonly previousToken?: string
}

export interface LogStream {
  readonly name: string
  /** Milliseconds since 1970; AWS updates it with some delay. Undefined if the stream was never written to. */
  readonly lastEventTime?: number | undefined
  /** Milliseconds since 1970: when AWS ingested the newest event, whatever its own time is. */
  readonly lastIngestionTime?: number | undefined
}

/**
 * CloudWatch Logs of one region. Implemented under `src/aws/`. It retries failures and then throws them as
 * `AwsFailure`. A call whose signal is aborted rejects with `signal.reason`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
export interface LogSource {
  /** Names of all groups that start with the prefix, in AWS's order. */
  groups(prefix: string, signal?: AbortSignal): Promise<readonly string[]>
  /** All streams of a group whose names start with the prefix (default: all), in AWS's order. */
  streams(group: string, prefix?: string, signal?: AbortSignal): Promise<readonly LogStream[]>
  /** One page, oldest event first, from the head of the stream unless the query says otherwise. */
  events(group: string, stream: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>
  deleteStream(group: string, stream: string, signal?: AbortSignal): Promise<void>
}

/**
 * Findings of one region. Implemented under `src/aws/`. It retries failures and then throws them as `AwsFailure`. A
 * call whose signal is aborted rejects with `signal.reason`.
 */
export interface FindingSource {
  /**
   * Answers of AWS as received: UTF-8 JSON, an object whose member `findings` is the list of findings. They are text
   * because a parser would lose the order, numbers (`9.0`) and unknown members.
   *
   * @param from start of the update times, inclusive
   * @param to   end of the update times, inclusive
   */
  pages(from: Date, to: Date, signal?: AbortSignal): AsyncIterable<Uint8Array>
}
