import type { LogEvent, LogPage, LogQuery, LogSource, LogStream } from '../../services/types.ts'
import { nextTokenOf } from '../transport/answers.ts'
import { type JsonService, jsonCall } from '../transport/json-protocol.ts'

type Input = Readonly<Record<string, unknown>>

export function createLogSource(logs: JsonService): LogSource {
  return {
    groups: (prefix, signal) => groups(logs, prefix, signal),
    streams: (group, prefix, signal) => streams(logs, group, prefix, signal),
    events: (group, stream, query, signal) => events(logs, group, stream, query, signal),
    async deleteStream(logGroupName, logStreamName, signal) {
      await jsonCall(logs, 'DeleteLogStream', { logGroupName, logStreamName }, signal)
    },
  }
}

interface DescribeLogGroupsResponse extends Paged {
  readonly logGroups?: readonly { readonly logGroupName?: string }[]
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
async function groups(logs: JsonService, prefix: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const names: string[] = []
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix }
  for await (const page of pages<DescribeLogGroupsResponse>(logs, 'DescribeLogGroups', input, signal)) {
    for (const { logGroupName } of page.logGroups ?? []) if (logGroupName !== undefined) names.push(logGroupName)
  }
  return names
}

interface DescribeLogStreamsResponse extends Paged {
  readonly logStreams?: readonly {
    readonly logStreamName?: string
    readonly lastEventTimestamp?: number
    readonly lastIngestionTime?: number
  }[]
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
async function streams(
  logs: JsonService,
  group: string,
  prefix = '',
  signal?: AbortSignal,
): Promise<readonly LogStream[]> {
  const found: LogStream[] = []
  const input = { ...groupMember(group), ...(prefix !== '' && { logStreamNamePrefix: prefix }) }
  for await (const page of pages<DescribeLogStreamsResponse>(logs, 'DescribeLogStreams', input, signal)) {
    for (const { logStreamName, lastEventTimestamp, lastIngestionTime } of page.logStreams ?? []) {
      if (logStreamName === undefined) continue
      found.push({ name: logStreamName, lastEventTime: lastEventTimestamp, lastIngestionTime })
    }
  }
  return found
}

/** A group of another account (CloudWatch cross-account observability) is named by its ARN, in a different member. */
export function groupMember(group: string) {
  return group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }
}

interface GetLogEventsResponse {
  readonly events?: readonly Partial<LogEvent>[]
  readonly nextForwardToken?: string
  readonly nextBackwardToken?: string
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
async function events(
  logs: JsonService,
  group: string,
  logStreamName: string,
  { startTime, endTime, token, fromTail = false }: LogQuery,
  signal: AbortSignal | undefined,
): Promise<LogPage> {
  const input = { ...groupMember(group), logStreamName, startFromHead: !fromTail, startTime, endTime, nextToken: token }
  const page = await jsonCall<GetLogEventsResponse>(logs, 'GetLogEvents', input, signal)
  const { events: found = [], nextForwardToken: nextToken = '', nextBackwardToken: previousToken = '' } = page
  // Copying all of them would cost as much as reading them.
  return { events: found.every(isWhole) ? found : found.map(completed), nextToken, previousToken }
}

interface Paged {
  readonly nextToken?: string
}

function isWhole(event: Partial<LogEvent>): event is LogEvent {
  return event.timestamp !== undefined && event.message !== undefined
}

function completed({ timestamp = 0, message = '', ingestionTime }: Partial<LogEvent>): LogEvent {
  return { timestamp, message, ingestionTime }
}

/** The answers of an operation that returns a token until the last page. */
async function* pages<Page extends Paged>(
  logs: JsonService,
  operation: string,
  input: Input,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page> {
  let nextToken: string | undefined
  do {
    const asked = nextToken
    const page: Page = await jsonCall<Page>(logs, operation, { ...input, nextToken }, signal, (answer) => {
      nextToken = nextTokenOf(answer.nextToken, asked)
    })
    yield page
  } while (nextToken !== undefined)
}
