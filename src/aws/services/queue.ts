import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { FailedRemoval, MessageQueue, QueueMessage } from '../../subscribers/types.ts'
import { clientConfig, type SdkSettings, sdkCall } from '../transport/sdk.ts'

const BATCH_SIZE = 10
/** SQS's own default, used if the caller may receive messages but not read the queue's attributes. */
const DEFAULT_VISIBILITY_SECONDS = 30
const MAX_RETENTION_SECONDS = 14 * 86_400

interface Queue {
  readonly settings: SdkSettings
  readonly client: SQSClient
  readonly url: string
  /** Replaces the queue's own visibility time-out. */
  readonly hideSeconds?: number | undefined
}

/** The URL that SQS returns for a queue would bypass a custom endpoint. */
export function sqsClient(settings: SdkSettings): SQSClient {
  return new SQSClient({ ...clientConfig(settings), useQueueUrlAsEndpoint: false })
}

/**
 * Finds a queue of the caller's account.
 *
 * @throws AwsFailure `not-found` if the queue does not exist, signal.reason
 */
export async function findQueue(
  settings: SdkSettings,
  name: string,
  signal?: AbortSignal,
  hideSeconds?: number,
): Promise<MessageQueue> {
  const client = sqsClient(settings)
  const command = new GetQueueUrlCommand({ QueueName: name })
  const found = await sdkCall({ settings, client }, 'GetQueueUrl', command, signal)
  return createQueue({ settings, client, url: found.QueueUrl ?? '', hideSeconds }, signal)
}

async function createQueue(found: Queue, signal?: AbortSignal): Promise<MessageQueue> {
  const { settings, client, url } = found
  const known = await attributes(found, signal)
  // A queue that hides nothing would return the same messages without end while they are processed.
  const queue = known.visibilitySeconds > 0 ? found : { ...found, hideSeconds: DEFAULT_VISIBILITY_SECONDS }
  return {
    url,
    ...known,
    visibilitySeconds: queue.hideSeconds ?? known.visibilitySeconds,
    receive: (max, wait, signal) => receive(queue, max, wait, signal),
    remove: (handles, signal) => remove(queue, handles, signal),
    async extend(handle, seconds, signal) {
      const change = { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds }
      const command = new ChangeMessageVisibilityCommand(change)
      await sdkCall({ settings, client }, 'ChangeMessageVisibility', command, signal)
    },
  }
}

async function receive(
  { settings, client, url, hideSeconds }: Queue,
  max: number,
  wait: number,
  signal: AbortSignal | undefined,
): Promise<readonly QueueMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: max,
    WaitTimeSeconds: wait,
    VisibilityTimeout: hideSeconds,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  })
  const { Messages = [] } = await sdkCall({ settings, client }, 'ReceiveMessage', command, signal)
  return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '', Attributes }) => ({
    id: MessageId,
    body: Body,
    handle: ReceiptHandle,
    receiveCount: wholeOr(1, Attributes?.ApproximateReceiveCount),
  }))
}

async function remove(
  { settings, client, url }: Queue,
  handles: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly FailedRemoval[]> {
  const failed: FailedRemoval[] = []
  for (let at = 0; at < handles.length; at += BATCH_SIZE) {
    const batch = handles.slice(at, at + BATCH_SIZE)
    const entries = batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
    const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries })
    const { Failed = [] } = await sdkCall({ settings, client }, 'DeleteMessageBatch', command, signal)
    for (const { Id, Code, Message } of Failed) {
      failed.push({ handle: batch[Number(Id)] ?? '', reason: Message ?? Code ?? '' })
    }
  }
  return failed
}

async function attributes({ settings, client, url, hideSeconds }: Queue, signal: AbortSignal | undefined) {
  const names = ['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy'] as const
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] })
  const call = sdkCall({ settings, client }, 'GetQueueAttributes', command, signal)
  const response = await call.catch(() => undefined)
  signal?.throwIfAborted()
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = response?.Attributes ?? {}
  return {
    visibilitySeconds: hideSeconds ?? wholeOr(DEFAULT_VISIBILITY_SECONDS, VisibilityTimeout),
    retentionSeconds: wholeOr(MAX_RETENTION_SECONDS, MessageRetentionPeriod),
    maxReceiveCount: response && maxReceiveCountOf(RedrivePolicy),
  }
}

/** SQS-compatible servers answer with anything. @returns the number of a text, or `otherwise` if it is not one */
function wholeOr(otherwise: number, text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : otherwise
}

/**
 * @param redrivePolicy `{"deadLetterTargetArn": …, "maxReceiveCount": 5}`; undefined without one
 * @returns undefined if it is not readable
 */
export function maxReceiveCountOf(redrivePolicy: string | undefined): number | undefined {
  if (redrivePolicy === undefined) return Number.POSITIVE_INFINITY
  try {
    // A member of null is an error, which is caught; one of any other value is undefined.
    const { maxReceiveCount }: { maxReceiveCount?: unknown } = JSON.parse(redrivePolicy)
    return wholeOr(0, String(maxReceiveCount)) || undefined
  } catch {
    return undefined
  }
}
