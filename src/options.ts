import type { DebugLevel } from './log.ts'

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>

/** A validated command line, immutable, with every default of {@link DEFAULTS}. Each stage gets only its part. */
export interface Options {
  readonly source: SourceOptions
  readonly aws: AwsOptions
  readonly output: OutputOptions
  readonly limits: Limits
}

export type SourceOptions = BucketOptions | ServiceOptions | SubscriberOptions

interface ReadingOptions {
  /** `--regions`: unique and sorted; empty to discover them. */
  readonly regions: readonly string[]
  /** `--only_logs_after` as `YYYYMMDD`. */
  readonly onlyLogsAfter?: string
  readonly reparse: boolean
  /** `--lookback-days` / `WAZUH_AWS_LOOKBACK_DAYS`: days before the last key or event to read again; 0 for none. */
  readonly lookbackDays: number
}

export interface BucketOptions extends ReadingOptions {
  readonly kind: 'bucket'
  readonly bucket: string
  /** `--type` in lower case; may name no type (exit 12). */
  readonly type: string
  readonly organizationId?: string
  /** `--aws_account_id`: 12-digit ids, in the order given; empty to discover them. */
  readonly accountIds: readonly string[]
  /** `--trail_prefix`: empty or ending in a slash. */
  readonly trailPrefix: string
  /** `--trail_suffix`: empty or ending in a slash. */
  readonly trailSuffix: string
  readonly remove: boolean
}

export interface ServiceOptions extends ReadingOptions {
  readonly kind: 'service'
  /** In lower case; may name no service (exit 12). */
  readonly service: string
  readonly logGroups: readonly string[]
  /** `--aws_log_streams`: names, or prefixes that end in `*`; empty for all streams. */
  readonly logStreams: readonly string[]
  readonly removeLogStreams: boolean
}

export interface SubscriberOptions {
  readonly kind: 'subscriber'
  /** In lower case; may name no subscriber (exit 12). */
  readonly subscriber: string
  readonly queue?: string
}

export interface AwsOptions {
  readonly accessKey?: string
  readonly secretKey?: string
  readonly profile?: string
  readonly externalId?: string
  readonly roleArn?: string
  /** `--iam_role_duration` in seconds, 900 to 3600. */
  readonly roleDuration?: number
  /** `--sts_endpoint` with its scheme (https unless given). */
  readonly stsEndpoint?: string
  /** `--service_endpoint` with its scheme (https unless given). */
  readonly serviceEndpoint?: string
  /** The same as in the source: a region of another partition (GovCloud, China) is also that of clients without one. */
  readonly regions: readonly string[]
}

export interface OutputOptions {
  /** `--emit`; `stdout` is for people and pipelines. */
  readonly emit: 'socket' | 'stdout'
  /**
   * - `collect`: remember what was handed over, and remove it if requested
   * - `look` (`--emit stdout` without `--commit`): change nothing, neither here nor at AWS
   * - `dry-run` (`--dry-run`): the same, without sending events
   */
  readonly mode: 'collect' | 'look' | 'dry-run'
  /** `--json`, with `--dry-run`. */
  readonly isJson: boolean
  /** `--summary`: file for the result of the run; in Prometheus' text format if its name ends in `.prom`, otherwise JSON. */
  readonly summaryFile?: string
  /** What a run with these flags removes and a look leaves, as text. Default: nothing. */
  readonly removes?: string | undefined
  /** `--aws_account_alias`: name of the account in each event. */
  readonly accountAlias: string
  /** Drops matching events; without a regular expression none. */
  readonly discard: {
    /** `--discard-field`: dotted path. */
    readonly field: string | undefined
    /** `--discard-regex`: a Python regular expression, as typed. */
    readonly regex: string | undefined
  }
  readonly skipOnError: boolean
  readonly debugLevel: DebugLevel
}

export interface Limits {
  /** `--max-object-bytes`: largest expanded size of an object. */
  readonly maxObjectBytes: number
  /** `--max-eps` / `WAZUH_AWS_MAX_EPS`: most events a second; 0 for no limit. */
  readonly maxEps: number
  /** True to adapt to the queue of the manager or agent; false with `--no-pacing`. */
  readonly pacing: boolean
  /** `--deadline` / `WAZUH_AWS_DEADLINE`: seconds after which the run ends between two events; 0 for none. */
  readonly deadline: number
}

/** The values of all flags, by the names of their options. */
export type FlagValues = Omit<BucketOptions, 'kind'> &
  Omit<ServiceOptions, 'kind'> &
  Omit<SubscriberOptions, 'kind'> &
  AwsOptions &
  Omit<OutputOptions, 'discard' | 'mode' | 'removes'> &
  Limits & {
    readonly commit: boolean
    readonly dryRun: boolean
    readonly discardField?: string
    readonly discardRegex?: string
  }

/** The values of flags that are not given. `--help` and the documentation take them from here. */
export const DEFAULTS = {
  type: 'cloudtrail',
  accountIds: [],
  accountAlias: '',
  regions: [],
  trailPrefix: '',
  trailSuffix: '',
  logGroups: [],
  logStreams: [],
  removeLogStreams: false,
  remove: false,
  reparse: false,
  skipOnError: false,
  debugLevel: 0,
  lookbackDays: 1,
  maxObjectBytes: 2 ** 29,
  maxEps: 0,
  pacing: true,
  deadline: 0,
  emit: 'socket',
  commit: false,
  dryRun: false,
  isJson: false,
} as const satisfies Partial<FlagValues>
