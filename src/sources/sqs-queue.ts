import { connect } from '../aws/index.ts'
import { abortable } from '../concurrency/abortable.ts'
import { mapOrdered } from '../concurrency/map-ordered.ts'
import { deliver } from '../delivery/deliver.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { AwsOptions, SubscriberOptions } from '../options.ts'
import { ObjectReader, WAITING_BYTES } from '../pipeline/object-reader.ts'
import type { Run } from '../run.ts'
import type { SubscriberType } from '../subscribers/contract.ts'
import { findSubscriber } from '../subscribers/index.ts'
import { abortableAccess } from './abortable-access.ts'
import { MessageDeliveries } from './message-deliveries.ts'
import { readMessage, weighMessage } from './read-message.ts'
import { queueError, SqsConsumer } from './sqs-consumer.ts'

/**
 * `--subscriber`: sends the events of the objects that the messages of a queue tell of. The path of an event, top to
 * bottom: which messages there are (consumer), their objects fetched and decoded, several messages at a time
 * (readMessage), sent in the order of the messages (deliver), each of which is deleted before the events of the next
 * one are sent (commit).
 */
export async function readQueue(run: Run, options: SubscriberOptions): Promise<void> {
  const type = findSubscriber(options.subscriber)
  if (!type) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const queueName = checkOptions(type, { ...run.options.aws, ...options })
  const connection = await connect(run.options.aws, run.env)
  try {
    connection.logProfile()
    const queue = await connection.queue(queueName, run.signal).catch(queueError)
    log.debug(1, messages.theQueueIs(queue.url))
    connection.logProfile()
    const consumer = new SqsConsumer(queue, queueName, run.signal)
    const reader = new ObjectReader(abortableAccess(connection, run.signal).objects, type.reading)
    try {
      await deliverMessages(run, type, consumer, reader, connection.tuning.maxConcurrentRequests)
    } finally {
      await consumer.releaseAll()
      await reader.close()
    }
  } finally {
    connection.close()
  }
}

/** @returns the name of the queue */
function checkOptions({ required }: SubscriberType, options: AwsOptions & SubscriberOptions): string {
  const missing = required.find(({ name }) => options[name] === undefined)
  if (missing) throw new RunError(ExitCode.queueUnusable, messages.parameterMissing(missing.flag))
  return options.queue ?? ''
}

/** Reads until the queue is empty. An object that fails ends the run when the messages already received are done. */
async function deliverMessages(
  run: Run,
  { name }: SubscriberType,
  consumer: SqsConsumer,
  reader: ObjectReader,
  items: number,
): Promise<void> {
  const limits = { items, weight: WAITING_BYTES, weigh: weighMessage }
  const read = mapOrdered(consumer.messages(), limits, (message) =>
    abortable(readMessage(message, name, reader, run.options), run.signal).catch((cause) => {
      consumer.close() // What fails for good must not wait for a request for more messages.
      throw cause
    }),
  )
  const deliveries = new MessageDeliveries(consumer)
  await deliver(run, deliveries.of(read))
  if (deliveries.failure) throw deliveries.failure
}
