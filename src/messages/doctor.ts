// The output of `aws-s3 doctor`: the result of each check, and advice.

import { counted, duration, size } from './counts.ts'

export const summary = () =>
  'Looks at all that a run with these flags would meet: home, socket, state, profile, credentials, endpoint, clock, and each\n' +
  'permission, really tried. It changes nothing: no event, no row, no message. Without a source, at what concerns all.'

export const EXAMPLES = [
  'aws-s3 doctor',
  'aws-s3 doctor s3://my-trail/logs --profile prod',
  'aws-s3 doctor --service cloudwatchlogs --aws_log_groups /app/api --region us-east-1 --json',
]

/** Last line. */
export const verdict = (failures: number) =>
  failures === 0
    ? 'Nothing is in the way of a run.'
    : `${failures} of these ${failures === 1 ? 'is' : 'are'} in the way of a run.`

// This machine.

export const root = () => 'root, as the manager is'
export const notRoot = (name: string) => `${name}; the manager runs as root`
export const notRootAdvice = () => 'Run this as root (sudo -H): profile, credentials and permissions may be others.'
export const noHome = (home: string) => `There is no folder ${home}.`
export const noHomeAdvice = () => 'Install the manager or the agent, or set WAZUH_HOME.'
export const noVersion = (home: string) => `${home}/bin/wazuh-control does not tell it; a run does without`
export const socketRead = (path: string) => `${path} is read`
export const checkSocket = (path: string, reason: string) => `${path}: ${reason}`
export const socketAdvice = (code: string) => SOCKET_ADVICE[code] ?? SOCKET_ADVICE.ENOENT ?? ''
export const cannotWrite = (path: string) => `${path} cannot be read and written.`
export const stateAdvice = (path: string) =>
  `Create it, or let this user write to it: ls -ld ${path} shows its owner; the manager runs as root.`
export const noState = (folder: string) => `${folder}: nothing collected yet`
export const stateFound = (folder: string, names: readonly string[]) =>
  `${folder}: ${names.map((name) => `${name}.db`).join(', ')}`
export const damagedAdvice = () =>
  'Stop the runs that use it, or move it away: then the next run starts as a first one (see --only_logs_after).'

const SOCKET_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'Start the manager or the agent: systemctl start wazuh-manager (or wazuh-agent).',
  ECONNREFUSED: 'The manager or the agent has stopped: systemctl restart wazuh-manager (or wazuh-agent).',
  EACCES: 'Run as root, or as a member of the group wazuh.',
  ENAMETOOLONG: 'Use a home with a shorter path: the system allows 107 bytes.',
  ELIBBAD: 'Install the package for this system again: its part for unix sockets does not load.',
}

// Access to AWS.

export const keysOfFlags = () => 'keys of --access_key and --secret_key (deprecated)'
export const keysOfEnvironment = () => 'keys of the environment (AWS_ACCESS_KEY_ID)'
/** `[profile dev] in ~/.aws/config, line 3` */
export const place = (header: string, path: string, line: number) => `[${header}] in ${path}, line ${line}`
export const noProfileAsked = () =>
  'none in ~/.aws/config and ~/.aws/credentials; a container or an instance may have keys'
export const othersCanRead = (path: string) => `Others can read the keys: chmod 600 ${path}.`
export const noProfile = (name: string, paths: readonly string[], known: readonly string[]) => {
  const there =
    known.length === 0 ? 'there is none at all' : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`
  return `There is no profile '${name}' in ${paths.join(' or ')}; ${there}.`
}
export const addProfile = (name: string, meant: string | undefined) =>
  meant === undefined
    ? `Add [profile ${name}] with a region to the config file of this user.`
    : `Did you mean ${meant}?`
export const badValue = (key: string, reason: string) => `${key}: ${reason}.`
export const brokenLine = (path: string, line: number, text: string) =>
  `Correct line ${line} of ${path}, which is neither a section nor a key: ${text}`
export const correctLine = (path: string, line: number) => `Correct line ${line} of ${path}.`
export const unknownRegion = (region: string) => `There is no region '${region}'.`
export const serviceNotThere = (service: string, region: string) =>
  `Service ${service} cannot be read in region '${region}'.`
export const regionAdvice = () => 'Correct --regions, such as us-east-1,eu-west-1.'
export const regionsOfFlags = (regions: readonly string[]) => `${regions.join(', ')} (--regions)`
export const noRegion = () => 'none set: global endpoints, and every region of a service'
export const regionFound = (region: string, isOfEnvironment: boolean) =>
  `${region} (${isOfEnvironment ? 'environment' : 'profile'})`
export const endpoint = (url: string, proxy: string | undefined) =>
  proxy === undefined ? `${url} answers` : `${url} answers, through the proxy ${proxy}`
export const stranger = (url: string, what: string) => `Somebody else answers for ${url}: ${what}`
export const strangerAdvice = () =>
  'A captive portal or a proxy stands in between: log in there, or ask for a way to AWS.'
export const clock = (seconds: number) => {
  if (Math.abs(seconds) <= 1) return "as AWS's"
  return `${duration(Math.abs(seconds))} ${seconds > 0 ? 'behind' : 'ahead of'} AWS's`
}
export const clockAdvice = () =>
  'Set the clock: AWS refuses requests with an error of 15 minutes. Turn on chrony or systemd-timesyncd.'
export const whoAmI = (arn: string, account: string) => `${arn} (account ${account})`
export const stsNotNeeded = () => 'A run with these flags does without STS. For roles, see --sts_endpoint.'
export const seeTroubleshooting = (code: number) => `A run would end with exit status ${code}.`

// The source.

export const notTried = (permission: string) => `not tried, for it changes something: ${permission} (see aws-s3 policy)`
export const noPartitions = () => 'No account and region of this type is under the path.'
export const noPartitionsAdvice = () => 'Check --type, --trail_prefix, --aws_account_id and --regions.'
export const newObjects = (found: { partitions: number; objects: number; bytes: number; isMore: boolean }) => {
  const where = `in ${counted(found.partitions, 'partition')}`
  if (found.objects === 0) return `none ${where}: a run would send nothing`
  if (found.isMore) return `${found.objects} or more`
  return `${counted(found.objects, 'object')}, ${size(found.bytes)}, ${where}`
}
export const noObject = () => 'there is no object to try'
export const objectRead = (key: string, bytes: number) => `${key} (${size(bytes)})`
export const flowLogs = (count: number, region: string) => `${counted(count, 'flow log')} in ${region}`
export const flowLogsNotNeeded = () => 'A run finds the flow logs by the names of their files, too.'
export const findings = (region: string, some: boolean) => `${region}: ${some ? 'there are findings' : 'no finding'}`
export const groupsNotLookedAt = (count: number) => `${counted(count, 'more group')} not checked`
export const noGroupStarts = (prefix: string, region: string) => `No log group of ${region} starts with '${prefix}'.`
export const noGroupAdvice = () => 'Check --aws_log_groups and --regions.'
export const groupsStart = (prefix: string, count: number, region: string) =>
  `${counted(count, 'group')} of ${region} ${count === 1 ? 'starts' : 'start'} with '${prefix}'`
export const group = (name: string, region: string) => `${name} (${region})`
export const noStream = (group: string) => `${group} has no stream yet`
export const newestEvent = (stream: string, time: number | undefined) =>
  time === undefined ? `${stream}: no event` : `${stream}: newest ${new Date(time).toISOString()}`
export const queue = (url: string, waiting: number | undefined) =>
  waiting === undefined ? url : `${url}: about ${counted(waiting, 'message')}`
export const attributesNotNeeded = () => 'A run does without, and takes 30 seconds for the visibility timeout.'
export const wouldBeDead = () =>
  'not tried: with maxReceiveCount 1 a look would send the message to the dead-letter queue'
export const queueEmpty = () => 'allowed; the queue is empty now'
export const unknownMessage = () => 'The message does not name an object.'
export const unknownMessageAdvice = () =>
  'Let the bucket, SNS or EventBridge send its notifications to this queue, and nothing else.'
export const messageSeen = (bucket: string | undefined, key: string | undefined) =>
  bucket === undefined ? 'a message that tells of no new object' : `one tells of s3://${bucket}/${key}`
