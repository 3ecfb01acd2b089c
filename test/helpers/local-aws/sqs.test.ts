import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LocalAws, startLocalAws } from './index.ts'

let aws: LocalAws
let client: SQSClient
let QueueUrl: string

beforeEach(async () => {
  aws = await startLocalAws()
  aws.sqs.createQueue('q', { visibilitySeconds: 60, redrive: { deadLetterQueue: 'dead', maxReceiveCount: 2 } })
  aws.sqs.createQueue('dead')
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  client = new SQSClient({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 })
  QueueUrl = (await client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).QueueUrl ?? ''
})

afterEach(() => aws.stop())

async function receive(input: Partial<ReceiveMessageCommandInput> = {}) {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input })
  return (await client.send(command)).Messages ?? []
}

function show(ReceiptHandle: string | undefined, VisibilityTimeout: number) {
  return client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
}

describe('receiving', () => {
  test('gives messages and hides them', async () => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'é "1"' }))
    aws.sqs.send('q', '2')
    const first = await receive({ MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(first).toMatchObject([{ Body: 'é "1"', Attributes: { ApproximateReceiveCount: '1' } }])
    expect((await receive()).map(({ Body }) => Body)).toEqual(['2'])
    expect(await receive()).toEqual([])
    expect(aws.sqs.depths()).toEqual({ q: 2, dead: 0 })
  })

  test('shows them again when their time is over', async () => {
    aws.sqs.send('q', '1')
    const [message] = await receive()
    await show(message?.ReceiptHandle, 0)
    expect(await receive()).toHaveLength(1)
  })

  test('gives them to the other queue when received too often', async () => {
    aws.sqs.send('q', 'poison')
    await receive({ VisibilityTimeout: 0 })
    await receive({ VisibilityTimeout: 0 })
    expect(await receive()).toEqual([])
    expect(aws.sqs.depths()).toEqual({ q: 0, dead: 1 })
    expect(aws.sqs.messages('dead')).toMatchObject([{ body: 'poison', receiveCount: 0 }])
  })

  test('waits for a message', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 })
    await receive()
    aws.sqs.send('q', 'late')
    expect(await waiting).toMatchObject([{ Body: 'late' }])
  })

  test('does not wait when it is told not to', async () => {
    aws.sqs.longPolling = false
    expect(await receive({ WaitTimeSeconds: 20 })).toEqual([])
  }, 10_000)

  test('takes no more than ten', async () => {
    await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })
})

describe('deleting', () => {
  test('needs the latest receipt, and may be done twice', async () => {
    aws.sqs.send('q', '1')
    const [old] = await receive({ VisibilityTimeout: 0 })
    const [latest] = await receive()
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old?.ReceiptHandle }))
    expect(aws.sqs.depths()).toMatchObject({ q: 1 })
    const command = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: latest?.ReceiptHandle })
    await client.send(command)
    await client.send(command)
    expect(aws.sqs.depths()).toMatchObject({ q: 0 })
    await expect(show(latest?.ReceiptHandle, 5)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  test('of several tells which went well', async () => {
    aws.sqs.send('q', '1')
    const [message] = await receive()
    const Entries = [
      { Id: 'a', ReceiptHandle: message?.ReceiptHandle },
      { Id: 'b', ReceiptHandle: 'nonsense' },
    ]
    const { Successful, Failed } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    expect([Successful, Failed]).toMatchObject([[{ Id: 'a' }], [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]])
    expect(aws.sqs.depths()).toMatchObject({ q: 0 })
  })
})

test('the error of a queue that is not there names it', async () => {
  const ask = client.send(new GetQueueUrlCommand({ QueueName: 'nosuch' }))
  await expect(ask).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  })
})
