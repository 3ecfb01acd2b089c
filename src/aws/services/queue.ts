import { hash } from 'node:crypto'
import type { FailedRemoval, MessageQueue, QueueMessage } from '../../subscribers/types.ts'
import { incomplete } from '../transport/answers.ts'
import { type JsonService, jsonCall } from '../transport/json-protocol.ts'

const BATCH_SIZE = 10
/** SQS's own default, used if the caller may receive messages but not read the queue's attributes. */
const DEFAULT_VISIBILITY_SECONDS = 30
const MAX_RETENTION_SECONDS = 14 * 86_400

interface Queue {
  readonly sqs: JsonService
  /** It names the queue. Requests go to the endpoint: the URL would bypass a custom one. */
  readonly url: string
  /** Replaces the queue's own visibility time-out. */
  readonly hideSeconds?: number | undefined
}

/**
 * Finds a queue of the caller's account.
 *
 * @throws AwsFailure `not-found` if the queue does not exist, signal.reason
 */
export async function findQueue(
  sqs: JsonService,
  name: string,
  signal?: AbortSignal,
  hideSeconds?: number,
): Promise<MessageQueue> {
  return createQueue({ sqs, url: await queueUrl(sqs, name, signal), hideSeconds }, signal)
}

/**
 * @throws AwsFailure `not-found` if the queue does not exist, signal.reason
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 */
export async function queueUrl(sqs: JsonService, name: string, signal?: AbortSignal): Promise<string> {
  const { QueueUrl = '' } = await jsonCall<{ QueueUrl?: string }>(sqs, 'GetQueueUrl', { QueueName: name }, signal)
  return QueueUrl
}

async function createQueue(found: Queue, signal?: AbortSignal): Promise<MessageQueue> {
  const { sqs, url } = found
  const known = await settingsOf(found, signal)
  // A queue that hides nothing would return the same messages without end while they are processed.
  const queue = known.visibilitySeconds > 0 ? found : { ...found, hideSeconds: DEFAULT_VISIBILITY_SECONDS }
  return {
    url,
    ...known,
    visibilitySeconds: queue.hideSeconds ?? known.visibilitySeconds,
    receive: async (max, wait, signal) => {
      const asked = { max, wait, hideSeconds: queue.hideSeconds, attributes: ['ApproximateReceiveCount'] }
      return (await receiveMessages(sqs, url, asked, signal)).map(messageOf)
    },
    remove: (handles, signal) => remove(queue, handles, signal),
    async extend(handle, seconds, signal) {
      const change = { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds }
      await jsonCall(sqs, 'ChangeMessageVisibility', change, signal)
    },
  }
}

interface ReceiveRequest {
  /** Maximum number of messages. */
  readonly max: number
  /** Seconds to wait for the first one. */
  readonly wait: number
  /** Seconds for which they are hidden. Default: the queue's own visibility time-out. */
  readonly hideSeconds?: number | undefined
  /** Names of system attributes. Default: none. */
  readonly attributes?: readonly string[]
}

interface Received {
  readonly MessageId?: string
  readonly Body?: string
  readonly MD5OfBody?: string
  readonly ReceiptHandle?: string
  readonly Attributes?: { readonly ApproximateReceiveCount?: string }
}

interface ReceiveAnswer {
  readonly Messages?: readonly Received[] | null
}

/**
 * @throws AwsFailure, signal.reason
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export async function receiveMessages(
  sqs: JsonService,
  url: string,
  { max, wait, hideSeconds, attributes }: ReceiveRequest,
  signal?: AbortSignal,
): Promise<readonly Received[]> {
  const input = {
    QueueUrl: url,
    MaxNumberOfMessages: max,
    WaitTimeSeconds: wait,
    VisibilityTimeout: hideSeconds,
    MessageSystemAttributeNames: attributes,
  }
  const { Messages } = await jsonCall<ReceiveAnswer>(sqs, 'ReceiveMessage', input, signal, checkBodies)
  return Messages ?? []
}

/** @throws ServiceError if a body is not the one that was sent */
function checkBodies({ Messages }: ReceiveAnswer): void {
  for (const { Body = '', MD5OfBody } of Messages ?? []) {
    if (MD5OfBody !== undefined && MD5OfBody !== hash('md5', Body, 'hex')) throw incomplete()
  }
}

function messageOf({ MessageId = '', Body = '', ReceiptHandle = '', Attributes }: Received): QueueMessage {
  return {
    id: MessageId,
    body: Body,
    handle: ReceiptHandle,
    receiveCount: wholeOr(1, Attributes?.ApproximateReceiveCount),
  }
}

interface Failed {
  readonly Id: string
  readonly Code?: string
  readonly Message?: string
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
async function remove(
  { sqs, url }: Queue,
  handles: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly FailedRemoval[]> {
  const failed: FailedRemoval[] = []
  for (let at = 0; at < handles.length; at += BATCH_SIZE) {
    const batch = handles.slice(at, at + BATCH_SIZE)
    const input = {
      QueueUrl: url,
      Entries: batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
    }
    type Answer = { readonly Failed?: readonly Failed[] | null }
    const answer = await jsonCall<Answer>(sqs, 'DeleteMessageBatch', input, signal)
    for (const { Id, Code, Message } of answer.Failed ?? []) {
      failed.push({ handle: batch[Number(Id)] ?? '', reason: Message ?? Code ?? '' })
    }
  }
  return failed
}

/**
 * @param names of attributes
 * @throws AwsFailure, signal.reason
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function queueAttributes<Name extends string>(
  sqs: JsonService,
  url: string,
  names: readonly Name[],
  signal?: AbortSignal,
): Promise<Partial<Record<Name, string>>> {
  const input = { QueueUrl: url, AttributeNames: names }
  type Answer = { readonly Attributes?: Partial<Record<Name, string>> | null }
  return (await jsonCall<Answer>(sqs, 'GetQueueAttributes', input, signal)).Attributes ?? {}
}

async function settingsOf({ sqs, url, hideSeconds }: Queue, signal: AbortSignal | undefined) {
  const names = ['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy'] as const
  const known = await queueAttributes(sqs, url, names, signal).catch(() => undefined)
  signal?.throwIfAborted()
  return {
    visibilitySeconds: hideSeconds ?? wholeOr(DEFAULT_VISIBILITY_SECONDS, known?.VisibilityTimeout),
    retentionSeconds: wholeOr(MAX_RETENTION_SECONDS, known?.MessageRetentionPeriod),
    maxReceiveCount: known && maxReceiveCountOf(known.RedrivePolicy),
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
