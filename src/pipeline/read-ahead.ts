import { AwsFailure } from '../aws/failure.ts'
import type { ObjectSource } from '../walker/types.ts'
import type { Step, Walk } from '../walker/walk.ts'
import { type AheadLimits, ahead, Slots } from './ahead.ts'
import type { Decoded, DecodeJob } from './decode.ts'
import type { DecodePool } from './decode-pool.ts'

/** A step whose object, if it has one, is read and decoded. */
export interface ReadStep {
  readonly step: Step
  readonly decoded?: Decoded
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
  /** The job of a fetched object. */
  readonly job: (walk: Walk, key: string, bytes: Uint8Array<ArrayBuffer>) => DecodeJob
}

/** Estimated bytes of decoded events that may wait for the sender. */
export const WAITING_BYTES = 24 * 1024 * 1024
/** Logs shrink about so much when compressed. */
const EXPANSION = 16

/** Fetches and decodes the objects of the steps, several at a time, and yields the steps in their order. */
export function readAhead(steps: AsyncIterable<Step>, reader: Reader): AsyncIterable<ReadStep> {
  const slots = new Slots(reader.maxConcurrentRequests)
  const weigh = ({ entry }: Step) => (entry ? expandedSize(entry.key, entry.size) : 0)
  const limits: AheadLimits<Step> = { items: reader.maxQueueSize, weight: WAITING_BYTES, weigh }
  return ahead(steps, limits, async (step): Promise<ReadStep> => {
    if (!step.entry || !step.walk) return { step }
    try {
      const { walk, entry } = step
      const bytes = await slots.run(async () => (await reader.source.get(walk.bucket, entry.key, entry.size)).bytes())
      return { step, decoded: await reader.pool.decode(reader.job(walk, entry.key, bytes)) }
    } catch (cause) {
      if (concernsObject(cause)) return { step, decoded: { failure: { kind: 'unknown', cause: cause.message } } }
      return { step, fatal: cause }
    }
  })
}

/** Gone, or not for us to read: the next object may be fine. All other failures would meet it as well. */
export function concernsObject(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && ['not-found', 'denied', 'other'].includes(cause.kind)
}

/** Estimated bytes of an object's events. @param size bytes as stored */
export function expandedSize(key: string, size: number): number {
  return size * (/\.(gz|zip|zst|bz2|snappy)$/.test(key) ? EXPANSION : 1)
}
