import type { IncomingMessage } from 'node:http'
import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs'
import type { LogEvent, LogPage, LogQuery, LogSource, LogStream } from '../../services/types.ts'
import type { Endpoint } from '../endpoints.ts'
import type { Caller } from '../transport/caller.ts'
import { readText } from '../transport/http.ts'
import { type ClientSettings, clientConfig, sdkCall } from '../transport/sdk-client.ts'

/** CloudWatch Logs of a region: the SDK's client, but for the one call that is made for every page of every stream. */
export function createLogSource(settings: ClientSettings, caller: Caller, endpoint: Endpoint): LogSource {
  const client = new CloudWatchLogsClient(clientConfig(settings))
  return {
    groups: (prefix) => sdkCall(settings, 'DescribeLogGroups', () => groups(client, prefix)),
    streams: (group, prefix) => sdkCall(settings, 'DescribeLogStreams', () => streams(client, group, prefix)),
    events: (group, stream, query) => events(caller, endpoint, group, stream, query),
    async deleteStream(logGroupName, logStreamName) {
      const command = new DeleteLogStreamCommand({ logGroupName, logStreamName })
      await sdkCall(settings, 'DeleteLogStream', () => client.send(command))
    },
  }
}

async function groups(client: CloudWatchLogsClient, prefix: string): Promise<readonly string[]> {
  const names: string[] = []
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix }
  for await (const page of paginateDescribeLogGroups({ client }, input)) {
    for (const { logGroupName } of page.logGroups ?? []) if (logGroupName !== undefined) names.push(logGroupName)
  }
  return names
}

async function streams(client: CloudWatchLogsClient, group: string, prefix = ''): Promise<readonly LogStream[]> {
  const found: LogStream[] = []
  const input = { ...named(group), ...(prefix !== '' && { logStreamNamePrefix: prefix }) }
  for await (const page of paginateDescribeLogStreams({ client }, input)) {
    for (const { logStreamName, lastEventTimestamp, lastIngestionTime } of page.logStreams ?? []) {
      if (logStreamName === undefined) continue
      found.push({
        name: logStreamName,
        ...(lastEventTimestamp !== undefined && { lastEventTime: lastEventTimestamp }),
        ...(lastIngestionTime !== undefined && { lastIngestionTime }),
      })
    }
  }
  return found
}

/** A group of another account (CloudWatch cross-account observability) is named by its ARN, in a member of its own. */
function named(group: string) {
  return group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }
}

interface GetLogEventsAnswer {
  readonly events?: readonly Partial<LogEvent>[]
  readonly nextForwardToken?: string
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
async function events(
  caller: Caller,
  endpoint: Endpoint,
  group: string,
  logStreamName: string,
  { startTime, endTime, token: nextToken, fromTail = false }: LogQuery,
): Promise<LogPage> {
  const operation = 'GetLogEvents'
  const call = {
    service: 'logs',
    operation,
    method: 'POST',
    endpoint,
    path: endpoint.path === '' ? '/' : '',
    query: '',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` },
    body: JSON.stringify({ ...named(group), logStreamName, startFromHead: !fromTail, startTime, endTime, nextToken }),
  } as const
  const read = async (response: IncomingMessage) => JSON.parse(await readText(response)) as GetLogEventsAnswer
  const { events: found = [], nextForwardToken = '' } = await caller.call(call, read)
  return {
    events: found.map(({ timestamp = 0, message = '', ingestionTime }) => ({
      timestamp,
      message,
      ...(ingestionTime !== undefined && { ingestionTime }),
    })),
    nextToken: nextForwardToken,
  }
}
