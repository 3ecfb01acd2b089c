import { wordList } from '../word-list.ts'
import type { SourceKind } from './contract.ts'

/** A tag inside a source, and its flag on the command line. */
export interface Tag {
  readonly flag: `--${string}`
  readonly in: readonly SourceKind[]
  /** Types that accept it. Default: all. */
  readonly types?: readonly string[]
  /** `yes` sets the flag, `no` does not, anything else is refused. */
  readonly isSwitch?: true
  readonly isRequired?: true
  /** How the manager treats an empty value. Default: it accepts it. */
  readonly whenEmpty?: 'refused' | 'mistake'
  /** The manager logs that it is deprecated. */
  readonly isDeprecated?: true
}

const ALL = ['bucket', 'service', 'subscriber'] as const

/** Every tag inside a source, in the order in which the manager writes their flags. */
export const TAGS: Readonly<Record<string, Tag>> = {
  name: { flag: '--bucket', in: ['bucket'], isRequired: true, whenEmpty: 'refused' },
  sqs_name: { flag: '--queue', in: ['subscriber'], isRequired: true, whenEmpty: 'refused' },
  external_id: { flag: '--external_id', in: ['subscriber'] },
  remove_from_bucket: { flag: '--remove', in: ['bucket'], isSwitch: true },
  access_key: { flag: '--access_key', in: ['bucket', 'service'], isDeprecated: true },
  secret_key: { flag: '--secret_key', in: ['bucket', 'service'], isDeprecated: true },
  aws_profile: { flag: '--aws_profile', in: ALL },
  iam_role_arn: { flag: '--iam_role_arn', in: ALL },
  iam_role_duration: { flag: '--iam_role_duration', in: ALL },
  aws_organization_id: { flag: '--aws_organization_id', in: ['bucket'], whenEmpty: 'refused' },
  aws_account_id: { flag: '--aws_account_id', in: ['bucket', 'service'], whenEmpty: 'refused' },
  aws_account_alias: { flag: '--aws_account_alias', in: ['bucket', 'service'], whenEmpty: 'refused' },
  path: { flag: '--trail_prefix', in: ['bucket'], whenEmpty: 'mistake' },
  path_suffix: { flag: '--trail_suffix', in: ['bucket'], whenEmpty: 'mistake' },
  only_logs_after: { flag: '--only_logs_after', in: ['bucket', 'service'], whenEmpty: 'mistake' },
  regions: { flag: '--regions', in: ['bucket', 'service'], whenEmpty: 'mistake' },
  aws_log_groups: { flag: '--aws_log_groups', in: ['service'], types: ['cloudwatchlogs'] },
  remove_log_streams: { flag: '--remove-log-streams', in: ['service'], types: ['cloudwatchlogs'], isSwitch: true },
  discard_regex: { flag: '--discard-regex', in: ALL },
  sts_endpoint: { flag: '--sts_endpoint', in: ALL },
  service_endpoint: { flag: '--service_endpoint', in: ALL },
}

/** Values of the attribute `type` that the manager accepts. */
export const MANAGER_TYPES: Readonly<Record<SourceKind, readonly string[]>> = {
  bucket: wordList('cloudtrail config custom guardduty vpcflow cisco_umbrella waf alb clb nlb server_access'),
  service: ['inspector', 'cloudwatchlogs'],
  subscriber: ['security_lake', 'buckets', 'security_hub'],
}

export const isSourceKind = (name: string): name is SourceKind => Object.hasOwn(MANAGER_TYPES, name)
