import type { Options } from '../options.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { readyEvents } from '../pipeline/object-events.ts'
import { concernsObject, expandedSize, type ObjectReader } from '../pipeline/object-reader.ts'
import { type NotifiedObject, readNotification } from '../subscribers/notification.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import type { EventContext } from '../transform/event-writer.ts'

/** An object that a message tells of, and its events. */
export interface ReadObject {
  readonly context: EventContext
  readonly events: ObjectEvents
}

/** A message whose objects are read. */
export interface ReadMessage {
  readonly message: QueueMessage
  /** None: the message is not understood. */
  readonly objects?: readonly ReadObject[]
}

/**
 * Reads the objects that a message tells of.
 *
 * @param type name of the subscriber
 * @throws AwsFailure when no other object could be fetched either
 */
export async function readMessage(
  message: QueueMessage,
  type: string,
  reader: ObjectReader,
  options: Options,
): Promise<ReadMessage> {
  const notification = readNotification(message.body)
  if (notification.kind === 'unknown') return { message }
  const reading = notification.objects.map((object) => readObject(object, type, reader, options))
  return { message, objects: await Promise.all(reading) }
}

async function readObject(
  { bucket, key, size }: NotifiedObject,
  type: string,
  reader: ObjectReader,
  { output, limits }: Options,
): Promise<ReadObject> {
  const { accountAlias, discard, debugLevel } = output
  const { maxObjectBytes } = limits
  const writer = { object: { bucket, logFile: key, accountAlias }, discard, debugLevel }
  const context = { bucket, logFile: key }
  try {
    const job = { type, isSubscriber: true, bucket, key, trailPrefix: '', maxObjectBytes, writer }
    return { context, events: await reader.read(job, size) }
  } catch (cause) {
    if (!concernsObject(cause)) throw cause
    const { message: text } = cause
    return { context, events: readyEvents({ failure: { kind: 'missing', cause: text, line: text } }) }
  }
}

/** Estimated bytes of the events that a message brings. */
export function weighMessage({ body }: QueueMessage): number {
  const notification = readNotification(body)
  if (notification.kind === 'unknown') return 0
  return notification.objects.reduce((sum, { key, size = 0 }) => sum + expandedSize(key, size), 0)
}
