import { connect } from '../aws/index.ts'
import { abortable } from '../concurrency/abortable.ts'
import { type MapLimits, mapOrdered } from '../concurrency/map-ordered.ts'
import { deliver } from '../delivery/deliver.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { AwsOptions, SubscriberOptions } from '../options.ts'
import { CONSUMED_BYTES, ObjectReader, WAITING_BYTES } from '../pipeline/object-reader.ts'
import { NOWHERE } from '../report/contract.ts'
import type { Run } from '../run.ts'
import type { SubscriberType } from '../subscribers/contract.ts'
import { findSubscriber } from '../subscribers/index.ts'
import { abortableAccess } from './abortable-access.ts'
import { MessageDeliveries } from './message-deliveries.ts'
import { MessageMemory } from './message-memory.ts'
import type { MessageSource } from './message-source.ts'
import { queueError } from './queue-error.ts'
import { LOOK_HIDES_SECONDS, QueueLook } from './queue-look.ts'
import { heldBytes, type MessagePart, partsOf, type ReadPart, readPart, weighPart } from './read-message.ts'
import { SqsConsumer } from './sqs-consumer.ts'

/**
 * `--subscriber`: sends the events of the objects in the messages of a queue. The consumer receives messages, `readPart`
 * fetches and decodes their objects, several at a time, and `deliver` sends their events in the order of the messages.
 * Each message is saved in the memory before the events of the next one are sent, and deleted in the background.
 */
export async function readQueue(run: Run, options: SubscriberOptions): Promise<void> {
  const type = findSubscriber(options.subscriber)
  if (!type) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const queueName = checkOptions(type, { ...run.options.aws, ...options })
  const connection = await connect(run.options.aws, run.env)
  try {
    connection.logProfile()
    const isLook = run.options.output.mode !== 'collect'
    const hideSeconds = isLook ? LOOK_HIDES_SECONDS : undefined
    const queue = await connection.queue(queueName, run.signal, hideSeconds).catch(queueError)
    log.debug(1, messages.theQueueIs(queue.url))
    run.report.began({ name: queue.url }, NOWHERE)
    connection.logProfile()
    const memory = new MessageMemory(run, queue.retentionSeconds)
    const received = { queue, name: queueName, memory, signal: run.signal }
    const consumer = isLook ? new QueueLook({ ...received, report: run.report }) : new SqsConsumer(received)
    const reader = new ObjectReader(abortableAccess(connection, run.signal).objects, type.reading)
    try {
      await deliverMessages(run, type, consumer, reader, connection.tuning.maxQueueSize)
    } finally {
      await consumer.releaseAll()
      await memory.close()
      await reader.close()
    }
  } finally {
    connection.close()
  }
}

/** @returns the name of the queue @throws RunError 21 if an option is missing */
function checkOptions({ required }: SubscriberType, options: AwsOptions & SubscriberOptions): string {
  const missing = required.find(({ name }) => options[name] === undefined)
  if (missing) throw new RunError(ExitCode.queueUnusable, messages.parameterMissing(missing.flag))
  return options.queue ?? ''
}

/** Reads until the queue is empty. A failed object ends the run once the received messages are processed. */
async function deliverMessages(
  run: Run,
  { name }: SubscriberType,
  consumer: MessageSource,
  reader: ObjectReader,
  items: number,
): Promise<void> {
  const limits: MapLimits<MessagePart, ReadPart> = {
    items,
    weight: WAITING_BYTES,
    consumedWeight: CONSUMED_BYTES,
    weigh: weighPart,
    measure: heldBytes,
  }
  const read = mapOrdered(partsOf(consumer.messages()), limits, (part) =>
    abortable(readPart(part, name, reader, run.options), run.signal).catch((cause) => {
      // The failure ends the run, which must not wait for a pending request. After the signal, nothing waits for one.
      if (!run.signal.aborted) consumer.close()
      throw cause
    }),
  )
  const deliveries = new MessageDeliveries(consumer)
  await deliver(run, deliveries.of(read))
  await consumer.drain()
  if (deliveries.failure) throw deliveries.failure
}
