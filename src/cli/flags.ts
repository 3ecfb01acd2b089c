import { DEFAULTS } from '../options.ts'
import { end, type Flag, toggle, value } from './flag.ts'
import * as read from './validators.ts'

const COLLECT = 'What to collect'
const SELECT = 'Which logs'
const ACCESS = 'Access to AWS'
const HANDLE = 'What to do with them'
const LIMITS = 'Limits'
const ABOUT = 'About'

const TEN_YEARS_DAYS = 3650
/** 24 days: a timer has 31 bits of milliseconds. */
const LONGEST_TIMER_SECONDS = 2_147_483

/**
 * Every flag, in the order of the usage line and of the texts about ambiguous ones. Parsing, usage errors and `--help`
 * derive from this table. The original flags all have a short form. Flags added since must not have one: it could
 * change the meaning of a joined value (`-srx`).
 */
export const FLAGS: readonly Flag[] = [
  end('-h --help', 'help', ABOUT, 'show this help and end'),
  value('-b --bucket BUCKET', 'bucket', read.bucketName, COLLECT, 'read this S3 bucket', { source: true }),
  value('-sr --service SERVICE', 'service', read.lowerCase, COLLECT, 'cloudwatchlogs or inspector', { source: true }),
  value('-sb --subscriber KIND', 'subscriber', read.lowerCase, COLLECT, 'buckets, security_lake or security_hub', {
    source: true,
  }),
  value('-q --queue QUEUE', 'queue', read.queueName, COLLECT, 'name of the SQS queue of the subscriber'),
  value('-O --aws_organization_id ID', 'organizationId', String, SELECT, 'organization of the accounts'),
  value('-c --aws_account_id IDS', 'accountIds', read.accountIds, SELECT, 'accounts, comma-separated (default: all)'),
  value(
    '-d --debug LEVEL',
    'debugLevel',
    read.debugLevel,
    HANDLE,
    `how much to print: ${DEFAULTS.debugLevel} (default) to 3`,
  ),
  value('-a --access_key KEY', 'accessKey', String, ACCESS, 'access key id (deprecated)'),
  value('-k --secret_key SECRET', 'secretKey', String, ACCESS, 'secret access key (deprecated)'),
  toggle('-R --remove', 'remove', HANDLE, 'delete each object once its events are sent'),
  value('-p --aws_profile PROFILE', 'profile', String, ACCESS, 'profile of ~/.aws/config and credentials'),
  value('-x --external_id ID', 'externalId', String, ACCESS, 'external id to assume the role with'),
  value('-i --iam_role_arn ARN', 'roleArn', read.roleArn, ACCESS, 'role to assume'),
  value('-rd --iam_role_duration SECONDS', 'roleDuration', read.roleDuration, ACCESS, 'role session, 900 to 3600 s'),
  value('-n --aws_account_alias ALIAS', 'accountAlias', String, HANDLE, 'account name to put in each event'),
  value('-l --trail_prefix PATH', 'trailPrefix', read.path, SELECT, 'path of the logs in the bucket'),
  value('-L --trail_suffix PATH', 'trailSuffix', read.path, SELECT, 'path between AWSLogs/ and the accounts'),
  value('-s --only_logs_after DATE', 'onlyLogsAfter', read.date, SELECT, 'first day, as 2024-JAN-31 (default: today)'),
  value('-r --regions REGIONS', 'regions', read.regions, SELECT, 'regions, comma-separated (default: all)'),
  toggle('-e --skip_on_error', 'skipOnError', HANDLE, 'report a file that cannot be read, and go on'),
  toggle('-o --reparse', 'reparse', SELECT, 'read again what has been read before'),
  value('-t --type TYPE', 'type', read.lowerCase, COLLECT, `what the bucket holds (default: ${DEFAULTS.type})`),
  value(
    '-g --aws_log_groups NAMES',
    'logGroups',
    read.logGroups,
    SELECT,
    'log groups by name or ARN, comma-separated; a* is a prefix',
  ),
  toggle('-P --remove-log-streams', 'removeLogStreams', HANDLE, 'delete each log stream once its events are sent'),
  value('-df --discard-field FIELD', 'discardField', String, SELECT, 'field to look at (a.b) to drop events'),
  value(
    '-dr --discard-regex REGEX',
    'discardRegex',
    read.pythonRegex,
    SELECT,
    'drop events that match (Python syntax)',
  ),
  value('-st --sts_endpoint URL', 'stsEndpoint', read.endpoint, ACCESS, 'endpoint of STS (https by default)'),
  value('-se --service_endpoint URL', 'serviceEndpoint', read.endpoint, ACCESS, 'endpoint of S3 or of the service'),
  value(
    '--aws_log_streams NAMES',
    'logStreams',
    read.commaList,
    SELECT,
    'log streams, comma-separated; a* is a prefix',
  ),
  value(
    '--lookback-days DAYS',
    'lookbackDays',
    read.wholeNumber(0, TEN_YEARS_DAYS),
    LIMITS,
    `look for late files (default: ${DEFAULTS.lookbackDays}; 0: never)`,
    { env: 'WAZUH_AWS_LOOKBACK_DAYS' },
  ),
  value(
    '--max-object-bytes BYTES',
    'maxObjectBytes',
    read.wholeNumber(1, Number.MAX_SAFE_INTEGER),
    LIMITS,
    `of a file, expanded (default: ${DEFAULTS.maxObjectBytes / 2 ** 20} MiB)`,
  ),
  value(
    '--max-eps EVENTS',
    'maxEps',
    read.wholeNumber(0, 1_000_000),
    LIMITS,
    `events a second (default: ${DEFAULTS.maxEps}, any)`,
    { env: 'WAZUH_AWS_MAX_EPS' },
  ),
  toggle('--no-pacing', 'pacing', LIMITS, 'send at full speed, whatever the manager drops'),
  value(
    '--deadline SECONDS',
    'deadline',
    read.wholeNumber(0, LONGEST_TIMER_SECONDS),
    LIMITS,
    `end the run in time, state saved (default: ${DEFAULTS.deadline}, never)`,
    { env: 'WAZUH_AWS_DEADLINE' },
  ),
  value('--emit WHERE', 'emit', read.emit, HANDLE, `${DEFAULTS.emit} (default), or stdout to look: nothing changes`),
  toggle('--commit', 'commit', HANDLE, 'with --emit stdout: remember (and remove) what was written'),
  value('--summary FILE', 'summaryFile', read.fileName, HANDLE, 'write what the run came to: JSON, or NAME.prom'),
  toggle('--dry-run', 'dryRun', HANDLE, 'say what a run would do, and why: nothing is sent or changed'),
  toggle('--json', 'isJson', HANDLE, 'with --dry-run: a JSON object a line'),
  end('--version', 'version', ABOUT, 'show the versions and end'),
]
