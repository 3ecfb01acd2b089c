import { AwsFailure } from '../aws/failure.ts'
import { isCompressed } from '../objects/expand.ts'
import { overLimit } from '../objects/inflate.ts'
import type { ObjectEntry, ObjectSource } from '../walker/types.ts'
import type { Step, Walk } from '../walker/walk.ts'
import { type AheadLimits, ahead } from './ahead.ts'
import { type DecodeJob, HELD_TEXT, plain } from './decode.ts'
import type { DecodePool } from './decode-pool.ts'
import { Gate } from './gate.ts'
import { readLargeText } from './large-text.ts'
import { type ObjectEvents, readyEvents } from './object-events.ts'

/** A step whose object, if it has one, is read and decoded. */
export interface ReadStep {
  readonly step: Step
  readonly events?: ObjectEvents
  /** Why the run cannot go on with this object: thrown when the step's lines have been said. */
  readonly fatal?: unknown
}

/** What reading ahead needs. */
export interface Reader {
  readonly source: ObjectSource
  readonly pool: DecodePool
  /** GETs at once. */
  readonly maxConcurrentRequests: number
  /** Objects that may wait for their turn. */
  readonly maxQueueSize: number
  /** Bound on the expanded size of an object, in bytes. */
  readonly maxObjectBytes: number
  /** The job of a fetched object. */
  readonly job: (walk: Walk, key: string, bytes: Uint8Array<ArrayBuffer>) => DecodeJob
}

/** Estimated bytes of decoded events that may wait for the sender. */
export const WAITING_BYTES = 12 * 1024 * 1024
/** Logs shrink about so much when compressed. */
const EXPANSION = 16
/** Rows of text grow about so much when they become events. */
const ROW_GROWTH = 4
/** Compressed text of this size or more is not even fetched as a whole. */
const HELD_COMPRESSED = HELD_TEXT / 4

/** Fetches and decodes the objects of the steps, several at a time, and yields the steps in their order. */
export function readAhead(steps: AsyncIterable<Step>, reader: Reader): AsyncIterable<ReadStep> {
  const gets = new Gate(reader.maxConcurrentRequests)
  const limits: AheadLimits<Step, ReadStep> = { items: reader.maxQueueSize, weight: WAITING_BYTES, weigh, measure }
  return ahead(steps, limits, async (step): Promise<ReadStep> => {
    if (!step.entry || !step.walk) return { step }
    try {
      return { step, events: await eventsOf(step.walk, step.entry, reader, gets) }
    } catch (cause) {
      if (concernsObject(cause)) {
        return { step, events: readyEvents({ failure: { kind: 'unknown', cause: cause.message } }) }
      }
      return { step, fatal: cause }
    }
  })
}

async function eventsOf(walk: Walk, entry: ObjectEntry, reader: Reader, gets: Gate): Promise<ObjectEvents> {
  const { type, bucket, options } = walk
  type.check?.(options)
  // As stored it is no larger than expanded, but for a few bytes.
  if (entry.size > reader.maxObjectBytes) return readyEvents({ failure: plain(overLimit()) })
  const get = () => reader.source.get(bucket, entry.key, entry.size)
  const job = (bytes: Uint8Array<ArrayBuffer>) => reader.job(walk, entry.key, bytes)
  const { text } = type
  if (text && entry.size >= (isCompressed(entry.key) ? HELD_COMPRESSED : HELD_TEXT)) {
    return gets.run(async () => readLargeText(job(new Uint8Array(0)), text, (await get()).chunks()))
  }
  const bytes = await gets.run(async () => (await get()).bytes())
  const decoded = await reader.pool.decode(job(bytes))
  if (!text || !decoded.large) return reader.pool.eventsOf(decoded)
  return readLargeText(job(new Uint8Array(0)), text, piecesOf(decoded.large))
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function weigh({ entry, walk }: Step): number {
  return entry ? expandedSize(entry.key, entry.size) * (walk?.type.text ? ROW_GROWTH : 1) : 0
}

function measure({ events }: ReadStep): number {
  return events?.heldBytes ?? 0
}

/** Gone, or not for us to read: the next object may be fine. All other failures would meet it as well. */
export function concernsObject(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && !cause.isGeneral
}

/** Estimated bytes of an object's events. @param size bytes as stored */
export function expandedSize(key: string, size: number): number {
  return size * (isCompressed(key) ? EXPANSION : 1)
}
