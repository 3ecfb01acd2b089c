import type { IncomingMessage } from 'node:http'
import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs'
import type { LogEvent, LogPage, LogQuery, LogSource, LogStream } from '../../services/types.ts'
import type { Endpoint } from '../endpoints.ts'
import type { ApiClient } from '../transport/api-client.ts'
import { readText } from '../transport/http.ts'
import { clientConfig, type SdkSettings, sdkCall } from '../transport/sdk.ts'

/**
 * CloudWatch Logs of a region: the SDK's client, except for the call that is made for every page of every stream.
 *
 * @param endpoint of the region, for {@link ApiClient}
 */
export function createLogSource(settings: SdkSettings, api: ApiClient, endpoint: Endpoint): LogSource {
  const client = new CloudWatchLogsClient(clientConfig(settings))
  return {
    groups: (prefix, signal) =>
      sdkCall(settings, 'DescribeLogGroups', (options) => groups(client, prefix, options), signal),
    streams: (group, prefix, signal) =>
      sdkCall(settings, 'DescribeLogStreams', (options) => streams(client, group, prefix, options), signal),
    events: (group, stream, query, signal) => events(api, endpoint, group, stream, query, signal),
    async deleteStream(logGroupName, logStreamName, signal) {
      const command = new DeleteLogStreamCommand({ logGroupName, logStreamName })
      await sdkCall(settings, 'DeleteLogStream', (options) => client.send(command, options), signal)
    },
  }
}

async function groups(client: CloudWatchLogsClient, prefix: string, options: object): Promise<readonly string[]> {
  const names: string[] = []
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix }
  for await (const page of paginateDescribeLogGroups({ client }, input, options)) {
    for (const { logGroupName } of page.logGroups ?? []) if (logGroupName !== undefined) names.push(logGroupName)
  }
  return names
}

async function streams(
  client: CloudWatchLogsClient,
  group: string,
  prefix = '',
  options: object = {},
): Promise<readonly LogStream[]> {
  const found: LogStream[] = []
  const input = { ...named(group), ...(prefix !== '' && { logStreamNamePrefix: prefix }) }
  for await (const page of paginateDescribeLogStreams({ client }, input, options)) {
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

interface GetLogEventsResponse {
  readonly events?: readonly Partial<LogEvent>[]
  readonly nextForwardToken?: string
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
async function events(
  api: ApiClient,
  endpoint: Endpoint,
  group: string,
  logStreamName: string,
  { startTime, endTime, token: nextToken, fromTail = false }: LogQuery,
  signal: AbortSignal | undefined,
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
    signal,
  } as const
  const read = async (response: IncomingMessage) => JSON.parse(await readText(response)) as GetLogEventsResponse
  const { events: found = [], nextForwardToken = '' } = await api.call(call, read)
  return {
    events: found.map(({ timestamp = 0, message = '', ingestionTime }) => ({
      timestamp,
      message,
      ...(ingestionTime !== undefined && { ingestionTime }),
    })),
    nextToken: nextForwardToken,
  }
}
