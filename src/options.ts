import type { DebugLevel } from './log.ts'

/**
 * What the command line asked for: immutable, validated, with every default of {@link DEFAULTS} filled in. Nothing
 * downstream sees argv or commander, and each stage gets only its part.
 */
export interface Options {
  /** Where the logs are read from. */
  readonly source: SourceOptions
  readonly aws: AwsOptions
  readonly output: OutputOptions
  readonly limits: Limits
}

export type SourceOptions = BucketOptions | ServiceOptions | SubscriberOptions

/** What every source that is read again and again needs to know. */
interface ReadingOptions {
  /** `--regions`: unique and sorted; empty: discover them. */
  readonly regions: readonly string[]
  /** `--only_logs_after` as `YYYYMMDD`. */
  readonly onlyLogsAfter?: string
  readonly reparse: boolean
  /** `--lookback-days` / `WAZUH_AWS_LOOKBACK_DAYS`: days before the last key or event that are read again; 0: none. */
  readonly lookbackDays: number
}

/** `--bucket`. */
export interface BucketOptions extends ReadingOptions {
  readonly kind: 'bucket'
  readonly bucket: string
  /** `--type` in lower case; may name no type (exit 12). */
  readonly type: string
  readonly organizationId?: string
  /** `--aws_account_id`: 12-digit ids, in the order given; empty: discover them. */
  readonly accountIds: readonly string[]
  /** `--trail_prefix`: empty or ending in a slash. */
  readonly trailPrefix: string
  /** `--trail_suffix`: empty or ending in a slash. */
  readonly trailSuffix: string
  readonly remove: boolean
}

/** `--service`. */
export interface ServiceOptions extends ReadingOptions {
  readonly kind: 'service'
  /** In lower case; may name no service (exit 12). */
  readonly service: string
  readonly logGroups: readonly string[]
  /** `--aws_log_streams`: names or prefixes ending in `*`; empty: all streams. */
  readonly logStreams: readonly string[]
  readonly removeLogStreams: boolean
}

/** `--subscriber`. */
export interface SubscriberOptions {
  readonly kind: 'subscriber'
  /** In lower case; may name no subscriber (exit 12). */
  readonly subscriber: string
  /** Name of the SQS queue. */
  readonly queue?: string
}

/** How AWS is reached. */
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
  /** As the source's: one of another partition (GovCloud, China) decides where the clients without a region go. */
  readonly regions: readonly string[]
}

/** What becomes of events, and what is said of it. */
export interface OutputOptions {
  /** `--emit`; `stdout` is for people and pipelines. */
  readonly emit: 'socket' | 'stdout'
  /**
   * - `collect`: what was handed over is remembered, and removed if that was asked for
   * - `look`: `--emit stdout` without `--commit`: nothing changes, neither here nor at AWS
   * - `dry-run`: `--dry-run`: as a look, and no event leaves
   */
  readonly mode: 'collect' | 'look' | 'dry-run'
  /** `--json`: of `--dry-run`. */
  readonly isJson: boolean
  /** `--summary`: file that gets what the run came to; Prometheus' text format where its name ends in `.prom`, else JSON. */
  readonly summaryFile?: string
  /** What a look and a dry run leave alone that a run with these flags removes, as text. Default: nothing. */
  readonly removes?: string | undefined
  /** `--aws_account_alias`: name of the account in each event. */
  readonly accountAlias: string
  /** Events that match are dropped; without a regular expression none is. */
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
  /** `--max-object-bytes`: largest expanded size of one object. Default 512 MiB. */
  readonly maxObjectBytes: number
  /** `--max-eps` / `WAZUH_AWS_MAX_EPS`: most events a second; 0: no ceiling. */
  readonly maxEps: number
  /** Regard for the queue of the manager or agent; false: `--no-pacing`. */
  readonly pacing: boolean
  /** `--deadline` / `WAZUH_AWS_DEADLINE`: seconds after which the run ends at an event boundary; 0: none. */
  readonly deadline: number
}

/** The values of all flags, by the name of the option that each one sets. */
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

/** What the flags mean that are not given. `--help` and the documentation take the values from here. */
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
