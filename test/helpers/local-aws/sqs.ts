import { setTimeout as sleep } from 'node:timers/promises'
import { ACCOUNT } from './credentials.ts'
import { type Input, inputOf, jsonError, jsonReply, targetOf } from './json-protocol.ts'
import { isReceipt, type Message, md5, Queue, type QueueOptions } from './queue.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'

const POLL_MS = 20
/** Codes of the older query protocol, which AWS still sends in a header. */
const QUERY_CODES: Readonly<Record<string, string>> = { QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue' }

/**
 * SQS: standard queues, the same in every region.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export class Sqs implements Service {
  readonly name = 'sqs'
  /** False: an empty queue answers at once, whatever the requested wait. */
  longPolling = true
  readonly #queues = new Map<string, Queue>()

  createQueue(name: string, options: QueueOptions = {}): void {
    if (this.#queues.has(name)) return
    const deadLetter = (body: string) => this.send(options.redrive?.deadLetterQueue ?? '', body)
    this.#queues.set(name, new Queue(name, options, deadLetter))
  }

  send(queue: string, body: string): void {
    this.#queue(queue).send(body)
  }

  /** Number of messages in each queue, including hidden ones. */
  depths(): Record<string, number> {
    return Object.fromEntries([...this.#queues].map(([name, queue]) => [name, queue.messages.length]))
  }

  /** The messages of a queue, with their receive counts and visibility. */
  messages(queue: string): readonly Message[] {
    return this.#queue(queue).messages
  }

  operationOf(request: AwsRequest): string {
    return targetOf(request.headers)
  }

  /** The name of the queue. */
  resourceOf(request: AwsRequest): string {
    const { QueueName, QueueUrl } = inputOf(request)
    return (
      String(QueueName ?? QueueUrl ?? '')
        .split('/')
        .at(-1) ?? ''
    )
  }

  async answer(operation: string, request: SignedRequest): Promise<Reply> {
    const input = inputOf(request)
    const name = this.resourceOf(request)
    const queue = this.#queue(name)
    switch (operation) {
      case 'GetQueueUrl':
        return jsonReply({ QueueUrl: `http://${request.host}/${ACCOUNT}/${name}` }, '1.0')
      case 'GetQueueAttributes':
        return jsonReply({ Attributes: attributesOf(queue, input) }, '1.0')
      case 'ReceiveMessage':
        return jsonReply(await this.#receive(queue, input, request), '1.0')
      case 'SendMessage': {
        const body = String(input.MessageBody)
        return jsonReply({ MessageId: queue.send(body).id, MD5OfMessageBody: md5(body) }, '1.0')
      }
      case 'DeleteMessage':
        deleteMessage(queue, input)
        return jsonReply({}, '1.0')
      case 'DeleteMessageBatch':
        return jsonReply(
          batch(input, (entry) => deleteMessage(queue, entry)),
          '1.0',
        )
      case 'ChangeMessageVisibility':
        changeVisibility(queue, input)
        return jsonReply({}, '1.0')
      default:
        throw new ServiceError(400, 'InvalidAction', `The action ${operation} is not valid for this endpoint.`)
    }
  }

  refuse(error: ServiceError): Reply {
    const reply = jsonError(error, '1.0', 'com.amazonaws.sqs#')
    const query = `${QUERY_CODES[error.code] ?? error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`
    return { ...reply, headers: { ...reply.headers, 'x-amzn-query-error': query } }
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name)
    if (queue === undefined) throw new ServiceError(400, 'QueueDoesNotExist', 'The specified queue does not exist.')
    return queue
  }

  /** Waits up to `WaitTimeSeconds` for the first message, or until the client hangs up. */
  async #receive(queue: Queue, input: Input, { isGone }: AwsRequest): Promise<object> {
    const most = Number(input.MaxNumberOfMessages ?? 1)
    if (!(most >= 1 && most <= 10)) {
      const text = `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`
      throw new ServiceError(400, 'InvalidParameterValue', text)
    }
    const hide = input.VisibilityTimeout === undefined ? undefined : Number(input.VisibilityTimeout)
    const end = Date.now() + (this.longPolling ? Number(input.WaitTimeSeconds ?? 0) * 1000 : 0)
    let messages = queue.receive(most, hide)
    while (messages.length === 0 && Date.now() < end) {
      await sleep(POLL_MS)
      if (isGone()) break
      messages = queue.receive(most, hide)
    }
    return messages.length === 0 ? {} : { Messages: messages.map((message) => describe(queue, message, input)) }
  }
}

function attributesOf(
  { options, visibilitySeconds, retentionSeconds, messages }: Queue,
  { AttributeNames }: Input,
): object {
  const { redrive } = options
  const all: Readonly<Record<string, string>> = {
    VisibilityTimeout: String(visibilitySeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    ApproximateNumberOfMessages: String(messages.filter(({ hiddenUntil }) => hiddenUntil <= Date.now()).length),
    ...(redrive && { RedrivePolicy: JSON.stringify({ maxReceiveCount: redrive.maxReceiveCount }) }),
    ...options.attributes,
  }
  const asked = [AttributeNames].flat()
  return Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name)))
}

function describe({ options }: Queue, message: Message, input: Input): object {
  const all: Readonly<Record<string, string>> = {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sent),
    ...options.attributes,
  }
  const asked = [input.MessageSystemAttributeNames, input.AttributeNames].flat()
  const names = asked.includes('All') ? Object.keys(all) : Object.keys(all).filter((name) => asked.includes(name))
  const attributes =
    names.length === 0 ? {} : { Attributes: Object.fromEntries(names.map((name) => [name, all[name]])) }
  const { id, receipt, body } = message
  return { MessageId: id, ReceiptHandle: receipt, MD5OfBody: md5(body), Body: body, ...attributes }
}

/** Deleting a message twice is not an error. */
function deleteMessage(queue: Queue, input: Input): void {
  const message = queue.find(receiptOf(input))
  if (message !== undefined) queue.delete(message)
}

function changeVisibility(queue: Queue, input: Input): void {
  const message = queue.find(receiptOf(input))
  if (message === undefined) {
    throw new ServiceError(
      400,
      'InvalidParameterValue',
      'Message does not exist or is not available for visibility timeout change.',
    )
  }
  message.hiddenUntil = Date.now() + Number(input.VisibilityTimeout) * 1000
}

function receiptOf(input: Input): string {
  const receipt = String(input.ReceiptHandle)
  if (!isReceipt(receipt)) throw new ServiceError(400, 'ReceiptHandleIsInvalid', 'The input receipt handle is invalid.')
  return receipt
}

function batch(input: Input, work: (entry: Input) => void): object {
  const done: object[] = []
  const failed: object[] = []
  for (const entry of input.Entries as readonly Input[]) {
    const Id = entry.Id
    try {
      work(entry)
      done.push({ Id })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful: done, Failed: failed }
}
