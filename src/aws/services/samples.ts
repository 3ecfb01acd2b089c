import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
import { Inspector2Client, ListFindingsCommand as ListFindings2Command } from '@aws-sdk/client-inspector2'
import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { clientConfig, type SdkSettings, sdkCall } from '../transport/sdk.ts'
import { maxReceiveCountOf, sqsClient } from './queue.ts'

// The smallest call of each operation of a run, which shows whether the operation is allowed. It changes nothing.

/**
 * @returns the name of the stream that was written to last; undefined if the group has no streams @throws AwsFailure
 */
export async function newestStream(settings: SdkSettings, group: string): Promise<string | undefined> {
  const client = new CloudWatchLogsClient(clientConfig(settings))
  const command = new DescribeLogStreamsCommand({
    ...(group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }),
    orderBy: 'LastEventTime',
    descending: true,
    limit: 1,
  })
  const { logStreams } = await sdkCall({ settings, client }, 'DescribeLogStreams', command)
  return logStreams?.[0]?.logStreamName
}

/** @returns the time of the newest event, in milliseconds since 1970; undefined without events @throws AwsFailure */
export async function newestEvent(settings: SdkSettings, group: string, stream: string): Promise<number | undefined> {
  const client = new CloudWatchLogsClient(clientConfig(settings))
  const command = new GetLogEventsCommand({
    ...(group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }),
    logStreamName: stream,
    limit: 1,
  })
  const { events } = await sdkCall({ settings, client }, 'GetLogEvents', command)
  return events?.[0]?.timestamp
}

/** @returns true if there is a finding @throws AwsFailure */
export async function hasFinding(settings: SdkSettings): Promise<boolean> {
  const client = new Inspector2Client(clientConfig(settings))
  const command = new ListFindings2Command({ maxResults: 1 })
  const { findings = [] } = await sdkCall({ settings, client }, 'ListFindings', command)
  return findings.length > 0
}

/** Does the same as {@link hasFinding} for Inspector Classic. @throws AwsFailure */
export async function hasClassicFinding(settings: SdkSettings): Promise<boolean> {
  const client = new InspectorClient(clientConfig(settings))
  const command = new ListFindingsCommand({ maxResults: 1 })
  const { findingArns = [] } = await sdkCall({ settings, client }, 'ListFindings', command)
  if (findingArns.length === 0) return false
  const describe = new DescribeFindingsCommand({ findingArns })
  await sdkCall({ settings, client }, 'DescribeFindings', describe)
  return true
}

export interface QueueLook {
  readonly url: string
  /** The failure of reading the attributes, which a run does not require. */
  readonly attributesFailure?: unknown
  readonly waiting?: number | undefined
  /** Receives of a message before it moves to the dead-letter queue; undefined without one. */
  readonly maxReceiveCount?: number | undefined
}

/** @throws AwsFailure `not-found` if the queue does not exist */
export async function lookAtQueue(settings: SdkSettings, name: string): Promise<QueueLook> {
  const client = sqsClient(settings)
  const find = new GetQueueUrlCommand({ QueueName: name })
  const { QueueUrl: url = '' } = await sdkCall({ settings, client }, 'GetQueueUrl', find)
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: ['ApproximateNumberOfMessages', 'RedrivePolicy', 'VisibilityTimeout'],
  })
  try {
    const { Attributes = {} } = await sdkCall({ settings, client }, 'GetQueueAttributes', command)
    const { ApproximateNumberOfMessages: waiting, RedrivePolicy: redrive } = Attributes
    const maxReceiveCount = redrive === undefined ? undefined : maxReceiveCountOf(redrive)
    return { url, waiting: waiting === undefined ? undefined : Number(waiting), maxReceiveCount }
  } catch (attributesFailure) {
    return { url, attributesFailure }
  }
}

/**
 * Receives a message and makes it visible at once, so that others get it. Its receive count grows.
 *
 * @returns its body; undefined if the queue is empty
 * @throws AwsFailure
 */
export async function peekMessage(settings: SdkSettings, url: string): Promise<string | undefined> {
  const client = sqsClient(settings)
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: 0,
    VisibilityTimeout: 0,
  })
  const { Messages = [] } = await sdkCall({ settings, client }, 'ReceiveMessage', command)
  return Messages[0]?.Body
}
