import { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
import { Inspector2Client, ListFindingsCommand as ListFindings2Command } from '@aws-sdk/client-inspector2'
import { type JsonService, jsonCall } from '../transport/json-protocol.ts'
import { clientConfig, type SdkSettings, sdkCall } from '../transport/sdk.ts'
import { groupMember } from './logs.ts'
import { maxReceiveCountOf, queueAttributes, queueUrl, receiveMessages } from './queue.ts'

// The smallest call of each operation of a run, which shows whether the operation is allowed. It changes nothing.

/**
 * @returns the name of the stream that was written to last; undefined if the group has no streams @throws AwsFailure
 */
export async function newestStream(logs: JsonService, group: string): Promise<string | undefined> {
  const input = { ...groupMember(group), orderBy: 'LastEventTime', descending: true, limit: 1 }
  type Answer = { readonly logStreams?: readonly { readonly logStreamName?: string }[] }
  return (await jsonCall<Answer>(logs, 'DescribeLogStreams', input)).logStreams?.[0]?.logStreamName
}

/** @returns the time of the newest event, in milliseconds since 1970; undefined without events @throws AwsFailure */
export async function newestEvent(logs: JsonService, group: string, stream: string): Promise<number | undefined> {
  const input = { ...groupMember(group), logStreamName: stream, limit: 1 }
  type Answer = { readonly events?: readonly { readonly timestamp?: number }[] }
  return (await jsonCall<Answer>(logs, 'GetLogEvents', input)).events?.[0]?.timestamp
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
export async function lookAtQueue(sqs: JsonService, name: string): Promise<QueueLook> {
  const url = await queueUrl(sqs, name)
  try {
    const names = ['ApproximateNumberOfMessages', 'RedrivePolicy', 'VisibilityTimeout'] as const
    const known = await queueAttributes(sqs, url, names)
    const { ApproximateNumberOfMessages: waiting, RedrivePolicy: redrive } = known
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
export async function peekMessage(sqs: JsonService, url: string): Promise<string | undefined> {
  return (await receiveMessages(sqs, url, { max: 1, wait: 0, hideSeconds: 0 }))[0]?.Body
}
