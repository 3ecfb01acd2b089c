import type { BucketType } from '../buckets/contract.ts'
import type { Delivery } from '../delivery/contract.ts'
import { ofObject } from '../delivery/of-object.ts'
import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { overLimit } from '../objects/inflate.ts'
import type { Options } from '../options.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { plain } from '../pipeline/decode.ts'
import { readyEvents } from '../pipeline/object-events.ts'
import { concernsObject, expandedSize, type ObjectReader } from '../pipeline/object-reader.ts'
import type { EventContext } from '../transform/event-writer.ts'
import type { ObjectEntry, ObjectSource, Step, Walk } from '../walker/types.ts'
import { maintain } from '../walker/walk-bucket.ts'

/** What reading and committing the objects of a bucket needs. */
export interface ObjectContext {
  readonly type: BucketType
  readonly reader: ObjectReader
  readonly source: ObjectSource
  readonly options: Options
}

/** What is delivered for a step of the walk, its object read. */
export interface StepDelivery extends Delivery {
  /** Bytes of memory that the events take as long as they wait. Default 0. */
  readonly heldBytes?: number | undefined
}

type ObjectStep = Extract<Step, { kind: 'object' }>

/** Rows of text grow about so much when they become events. */
const ROW_GROWTH = 4

/** Estimated bytes of the events of a step. */
export function weigh(step: Step, { text }: BucketType): number {
  return step.kind === 'object' ? expandedSize(step.entry.key, step.entry.size) * (text ? ROW_GROWTH : 1) : 0
}

/** Reads the object of a step, if it has one. */
export async function deliveryOf(step: Step, context: ObjectContext): Promise<StepDelivery> {
  const { lines } = step
  if (step.kind === 'lines') return { lines }
  if (step.kind === 'end') return { lines, commit: () => maintain(context.type, step.walk) }
  try {
    return objectDelivery(step, context, await read(step, context))
  } catch (cause) {
    // Thrown in its turn, when the lines are printed.
    if (!concernsObject(cause)) return { lines, commit: () => Promise.reject(cause) }
    return objectDelivery(step, context, readyEvents({ failure: { kind: 'unknown', cause: cause.message } }))
  }
}

async function read({ walk, entry }: ObjectStep, { type, reader, options }: ObjectContext): Promise<ObjectEvents> {
  type.check?.(walk.options)
  const { maxObjectBytes } = options.limits
  // As stored it is no larger than expanded, but for a few bytes.
  if (entry.size > maxObjectBytes) return readyEvents({ failure: plain(overLimit()) })
  const { discard, debugLevel } = options.output
  const job = {
    type: type.name,
    bucket: walk.bucket,
    key: entry.key,
    trailPrefix: walk.options.trailPrefix,
    maxObjectBytes,
    writer: { object: eventContext(type, walk, entry.key, options), discard, debugLevel },
  }
  return reader.read(job, entry.size)
}

/** What every event of an object says about it. */
function eventContext({ accountInEvents }: BucketType, walk: Walk, key: string, { output }: Options): EventContext {
  const account = accountInEvents && { accountId: walk.partition.accountId }
  return { bucket: walk.bucket, logFile: key, accountAlias: output.accountAlias, ...account }
}

function objectDelivery(step: ObjectStep, context: ObjectContext, events: ObjectEvents): StepDelivery {
  const { lines, walk, entry, isReparsed } = step
  return {
    lines,
    heldBytes: events.heldBytes,
    ...ofObject(events, eventContext(context.type, walk, entry.key, context.options)),
    async commit(isWhole) {
      const removed = walk.options.remove && isWhole ? await remove(context.source, walk.bucket, entry.key) : undefined
      await remember(context.type, walk, entry, isReparsed)
      if (removed instanceof Error) throw removed
    },
  }
}

/** Sent is sent: the object is remembered before a failure to remove it is thrown. */
async function remove(source: ObjectSource, bucket: string, key: string): Promise<Error | undefined> {
  log.debug(2, messages.removing(key))
  return source.remove(bucket, key).then(
    () => undefined,
    (cause: Error) => cause,
  )
}

async function remember(
  type: BucketType,
  { state, options }: Walk,
  entry: ObjectEntry,
  isReparsed: boolean,
): Promise<void> {
  if (options.reparse) {
    if (type.tellsMarked && isReparsed) log.debug(2, messages.markedBefore(entry.key))
    return
  }
  const created = type.createdDate(entry)
  if ('day' in created) await state.markDone(entry.key, created.day)
  else log.debug(2, messages.notMarked(entry.key, created.reason))
}
