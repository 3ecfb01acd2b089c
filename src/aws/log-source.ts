import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs'
import type { LogPage, LogQuery, LogSource, LogStream } from '../services/types.ts'
import { type ClientSettings, clientConfig, sdkCall } from './sdk-client.ts'

/** CloudWatch Logs of a region. */
export function createLogSource(settings: ClientSettings): LogSource {
  const client = new CloudWatchLogsClient(clientConfig(settings))
  return {
    groups: (prefix) => sdkCall(settings, 'DescribeLogGroups', () => groups(client, prefix)),
    streams: (group, prefix) => sdkCall(settings, 'DescribeLogStreams', () => streams(client, group, prefix)),
    events: (group, stream, query) => sdkCall(settings, 'GetLogEvents', () => events(client, group, stream, query)),
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
  const input = { logGroupName: group, ...(prefix !== '' && { logStreamNamePrefix: prefix }) }
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

async function events(client: CloudWatchLogsClient, group: string, stream: string, query: LogQuery): Promise<LogPage> {
  const { startTime, endTime, token, fromTail = false } = query
  const answer = await client.send(
    new GetLogEventsCommand({
      logGroupName: group,
      logStreamName: stream,
      startFromHead: !fromTail,
      startTime,
      ...(endTime !== undefined && { endTime }),
      ...(token !== undefined && { nextToken: token }),
    }),
  )
  return {
    events: (answer.events ?? []).map(({ timestamp = 0, message = '', ingestionTime }) => ({
      timestamp,
      message,
      ...(ingestionTime !== undefined && { ingestionTime }),
    })),
    nextToken: answer.nextForwardToken ?? '',
  }
}
