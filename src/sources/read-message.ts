import { ExitCode } from '../errors.ts'
import type { Options } from '../options.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { expandedSize, type ObjectReader, WAITING_BYTES } from '../pipeline/object-reader.ts'
import { type NotifiedObject, readNotification } from '../subscribers/notification.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import type { EventContext } from '../transform/contract.ts'

/** Smallest weight of an object before it is read, since sizes in messages may be missing or wrong. */
const MIN_WEIGHT_BYTES = WAITING_BYTES / 32

/** A part of a message: one of its objects, a message without objects, or an unknown message. */
export type MessagePart =
  | { readonly kind: 'unknown' | 'nothing-new'; readonly message: QueueMessage }
  | ObjectPart<{ readonly object: NotifiedObject }>

type ObjectPart<Content> = Content & {
  readonly kind: 'object'
  readonly message: QueueMessage
  readonly isLast: boolean
}

/** A part whose object, if any, has been read. */
export type ReadPart =
  | Exclude<MessagePart, { kind: 'object' }>
  | ObjectPart<{ readonly context: EventContext; readonly events: ObjectEvents; readonly size: number }>

/** @returns the parts of messages, in their order */
export async function* partsOf(messages: AsyncIterable<QueueMessage>): AsyncGenerator<MessagePart> {
  for await (const message of messages) {
    const notification = readNotification(message.body)
    if (notification.kind === 'unknown') yield { kind: 'unknown', message }
    else if (notification.objects.length === 0) yield { kind: 'nothing-new', message }
    else {
      for (const object of notification.objects) {
        yield { kind: 'object', message, object, isLast: object === notification.objects.at(-1) }
      }
    }
  }
}

/**
 * Reads the object of a part.
 *
 * @param type name of the subscriber
 * @throws AwsFailure if every other object would fail, too
 */
export async function readPart(
  part: MessagePart,
  type: string,
  reader: ObjectReader,
  options: Options,
): Promise<ReadPart> {
  if (part.kind !== 'object') return part
  const { kind, message, isLast, object } = part
  const context = { bucket: object.bucket, logFile: object.key }
  return {
    kind,
    message,
    isLast,
    context,
    size: object.size ?? 0,
    events: await readObject(object, type, reader, options),
  }
}

async function readObject(
  { bucket, key, size }: NotifiedObject,
  type: string,
  reader: ObjectReader,
  { output, limits }: Options,
): Promise<ObjectEvents> {
  const { accountAlias, discard, debugLevel } = output
  const { maxObjectBytes } = limits
  const writer = { object: { bucket, logFile: key, accountAlias }, discard, debugLevel }
  const job = { type, isSubscriber: true, bucket, key, trailPrefix: '', maxObjectBytes, writer }
  const events = await reader.read(job, size)
  const { failure } = events
  if (!failure?.transient) return events
  const transient = { ...failure.transient, exitCode: ExitCode.invalidType }
  return { ...events, failure: { kind: 'missing', cause: failure.cause, line: failure.cause, transient } }
}

/** @returns estimated bytes of the events of a part */
export function weighPart(part: MessagePart): number {
  if (part.kind !== 'object') return 0
  const { key, size = 0 } = part.object
  return Math.max(MIN_WEIGHT_BYTES, expandedSize(key, size))
}

/** @returns bytes of memory that the events of a part occupy while they wait */
export function heldBytes(part: ReadPart): number {
  return part.kind === 'object' ? (part.events.heldBytes ?? 0) : 0
}
