import type { Options } from '../options.ts'
import type { DecodeJob } from '../pipeline/decode.ts'
import type { DecodePool } from '../pipeline/decode-pool.ts'
import { Gate } from '../pipeline/gate.ts'
import { type ObjectEvents, readyEvents } from '../pipeline/object-events.ts'
import { concernsObject, expandedSize } from '../pipeline/read-ahead.ts'
import type { EventContext, WriterOptions } from '../transform/event-writer.ts'
import type { ObjectSource } from '../walker/types.ts'
import { type NotifiedObject, readNotification } from './notification.ts'
import type { SubscriberType } from './subscriber-type.ts'
import type { QueueMessage } from './types.ts'

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

/** What reading needs. */
export interface ReaderSettings {
  readonly source: ObjectSource
  readonly pool: DecodePool
  readonly options: Options
  /** GETs at once. */
  readonly maxConcurrentRequests: number
}

/** Fetches and decodes the objects that messages tell of. */
export class MessageReader {
  readonly #type: SubscriberType
  readonly #settings: ReaderSettings
  readonly #gets: Gate

  constructor(type: SubscriberType, settings: ReaderSettings) {
    this.#type = type
    this.#settings = settings
    this.#gets = new Gate(settings.maxConcurrentRequests)
  }

  /** @throws AwsFailure when no other object could be fetched either */
  async read(message: QueueMessage): Promise<ReadMessage> {
    const notification = readNotification(message.body)
    if (notification.kind === 'unknown') return { message }
    return { message, objects: await Promise.all(notification.objects.map((object) => this.#object(object))) }
  }

  async #object(object: NotifiedObject): Promise<ReadObject> {
    const context = { bucket: object.bucket, logFile: object.key }
    try {
      return { context, events: await this.#gets.run(() => this.#events(object)) }
    } catch (cause) {
      if (!concernsObject(cause)) throw cause
      const { message: text } = cause
      return { context, events: readyEvents({ failure: { kind: 'missing', cause: text, line: text } }) }
    }
  }

  async #events({ bucket, key, size }: NotifiedObject): Promise<ObjectEvents> {
    const { reading } = this.#type
    const body = await this.#settings.source.get(bucket, key, size)
    const writer = this.#writer(bucket, key)
    if (reading.kind === 'pieces') return reading.open(body, writer)
    const { pool } = this.#settings
    return pool.eventsOf(await pool.decode(this.#job(bucket, key, writer, await body.bytes())))
  }

  #writer(bucket: string, key: string): WriterOptions {
    const { accountAlias, discard, debugLevel } = this.#settings.options.output
    return { object: { bucket, logFile: key, accountAlias }, discard, debugLevel }
  }

  #job(bucket: string, key: string, writer: WriterOptions, bytes: Uint8Array<ArrayBuffer>): DecodeJob {
    const { maxObjectBytes } = this.#settings.options.limits
    return { type: this.#type.name, isSubscriber: true, bucket, key, trailPrefix: '', bytes, maxObjectBytes, writer }
  }
}

/** Estimated bytes of the events that a message brings. */
export function weighMessage({ body }: QueueMessage): number {
  const notification = readNotification(body)
  if (notification.kind === 'unknown') return 0
  return notification.objects.reduce((sum, { key, size = 0 }) => sum + expandedSize(key, size), 0)
}
