import type { DebugLevel } from '../log.ts'

/**
 * What the command line asked for: immutable, validated, with every default filled in. Nothing downstream sees
 * argv or commander. Exactly one of `bucket`, `service` and `subscriber` is set.
 */
export interface Options {
  /** `--bucket`: name of the bucket to walk. */
  readonly bucket?: string
  /** `--service`: `cloudwatchlogs`, `inspector`, … as typed, in lower case (checked by the service runner: exit 12). */
  readonly service?: string
  /** `--subscriber`: `buckets`, `security_lake`, `security_hub`, in lower case (checked by the subscriber runner). */
  readonly subscriber?: string
  /** `--queue`: name of the SQS queue. */
  readonly queue?: string
  /** `--type`: bucket type in lower case (checked by the bucket runner: exit 12). Default `cloudtrail`. */
  readonly type: string

  readonly organizationId?: string
  /** `--aws_account_id`: 12-digit ids, in the order given; empty: discover them. */
  readonly accountIds: readonly string[]
  /** `--aws_account_alias`. Default the empty text. */
  readonly accountAlias: string
  /** `--regions`: unique and sorted; empty: discover them. */
  readonly regions: readonly string[]
  /** `--trail_prefix`: empty or ending in a slash. */
  readonly trailPrefix: string
  /** `--trail_suffix`: empty or ending in a slash. */
  readonly trailSuffix: string
  /** `--only_logs_after` as `YYYYMMDD`. */
  readonly onlyLogsAfter?: string

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

  readonly logGroups: readonly string[]
  /** `--aws_log_streams`: names or prefixes ending in `*`; empty: all streams. */
  readonly logStreams: readonly string[]
  readonly removeLogStreams: boolean

  readonly discardField?: string
  /** `--discard-regex`: a Python regular expression, as typed. */
  readonly discardRegex?: string

  readonly remove: boolean
  readonly reparse: boolean
  readonly skipOnError: boolean
  readonly debugLevel: DebugLevel

  /** `--lookback-days` / `WAZUH_AWS_LOOKBACK_DAYS`: days behind the last key that are looked at again. Default 1; 0: off. */
  readonly lookbackDays: number
  /** `--max-object-bytes`: largest expanded size of one object, in bytes. Default 2 GiB. */
  readonly maxObjectBytes: number
  /** `--max-eps` / `WAZUH_AWS_MAX_EPS`: most events a second. Default 0: no ceiling. */
  readonly maxEps: number
  /** `--deadline` / `WAZUH_AWS_DEADLINE`: seconds after which the run ends at an event boundary. Default 0: none. */
  readonly deadline: number
  /** `--emit`: `socket` (default) or `stdout`, for people. */
  readonly emit: 'socket' | 'stdout'
}
