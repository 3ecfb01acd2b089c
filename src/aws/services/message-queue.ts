import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { MessageQueue } from '../../subscribers/types.ts'
import { type ClientSettings, clientConfig, sdkCall } from '../transport/sdk-client.ts'

/** Messages that one request may delete. */
const BATCH = 10
/** Seconds: SQS's own default, for those who may read messages but not the queue's attributes. */
const DEFAULT_VISIBILITY = 30

/** Finds a queue of the caller's account. @throws AwsFailure `not-found` when there is none of that name */
export async function findQueue(settings: ClientSettings, name: string): Promise<MessageQueue> {
  // The URL that SQS gives leads past endpoints that were asked for.
  const client = new SQSClient({ ...clientConfig(settings), useQueueUrlAsEndpoint: false })
  const found = await sdkCall(settings, 'GetQueueUrl', () => client.send(new GetQueueUrlCommand({ QueueName: name })))
  const url = found.QueueUrl ?? ''
  return {
    url,
    visibilityTimeout: await visibilityTimeout(client, url),
    async receive(max, wait, abortSignal) {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: max,
        WaitTimeSeconds: wait,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      })
      const { Messages = [] } = await sdkCall(settings, 'ReceiveMessage', () =>
        client.send(command, { ...(abortSignal && { abortSignal }) }),
      )
      return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '', Attributes }) => ({
        id: MessageId,
        body: Body,
        handle: ReceiptHandle,
        receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
      }))
    },
    async remove(handles) {
      const failed: { handle: string; reason: string }[] = []
      for (let at = 0; at < handles.length; at += BATCH) {
        const batch = handles.slice(at, at + BATCH)
        const entries = batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
        const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries })
        const { Failed = [] } = await sdkCall(settings, 'DeleteMessageBatch', () => client.send(command))
        for (const { Id, Code, Message } of Failed) {
          failed.push({ handle: batch[Number(Id)] ?? '', reason: Message ?? Code ?? '' })
        }
      }
      return failed
    },
    async extend(handle, seconds) {
      const change = { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds }
      await sdkCall(settings, 'ChangeMessageVisibility', () => client.send(new ChangeMessageVisibilityCommand(change)))
    },
  }
}

async function visibilityTimeout(client: SQSClient, url: string): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['VisibilityTimeout'] })
  const answer = await client.send(command).catch(() => undefined)
  return Number(answer?.Attributes?.VisibilityTimeout ?? DEFAULT_VISIBILITY)
}
