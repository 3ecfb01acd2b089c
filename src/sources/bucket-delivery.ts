import type { BucketType } from '../buckets/contract.ts'
import type { Delivery, DeliveryFailure } from '../delivery/contract.ts'
import type { Failures } from '../delivery/failures.ts'
import { ofObject } from '../delivery/of-object.ts'
import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { overLimit } from '../objects/inflate.ts'
import type { Options } from '../options.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { plain } from '../pipeline/decode.ts'
import { readyEvents } from '../pipeline/object-events.ts'
import { expandedSize, type ObjectReader } from '../pipeline/object-reader.ts'
import type { EventContext } from '../transform/event-writer.ts'
import { failedAgain, isGivenUp } from '../walker/retry.ts'
import type { Retry, RetryList } from '../walker/state-contract.ts'
import type { ObjectEntry, ObjectSource, Step, Walk } from '../walker/types.ts'
import { maintain } from '../walker/walk-bucket.ts'

/** What reading and committing the objects of a bucket needs. */
export interface ObjectContext {
  readonly type: BucketType
  readonly reader: ObjectReader
  readonly source: ObjectSource
  readonly options: Options
  readonly retries: RetryList
  /** Takes those that stop a part of the run. */
  readonly failures: Failures
}

/** What is delivered for a step of the walk, its object read. */
export interface StepDelivery extends Delivery {
  /** Where it belongs; none: to no partition. */
  readonly walk?: Walk | undefined
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
  if (step.kind === 'lines') return { lines, walk: step.walk }
  if (step.kind === 'end') return { lines, walk: step.walk, commit: () => maintain(context.type, step.walk) }
  try {
    return objectDelivery(step, context, await read(step, context))
  } catch (cause) {
    // Thrown in its turn, when the lines are printed.
    return { lines, walk: step.walk, commit: () => Promise.reject(cause) }
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
  const { lines, walk, entry, isReparsed = false, retry } = step
  const { partition, options } = walk
  const { key } = entry
  const { failure, ...delivery } = ofObject(events, eventContext(context.type, walk, key, context.options))
  return {
    ...delivery,
    lines,
    walk,
    heldBytes: events.heldBytes,
    isRetry: retry !== undefined,
    ...(failure && { failure: { ...failure, givenUp: givenUpLine(failure, retry) } }),
    async commit(isWhole) {
      const removed = options.remove && isWhole ? await remove(context.source, walk.bucket, key) : undefined
      await remember(context.type, walk, entry, isReparsed)
      if (retry) await context.retries.remove(partition, key)
      if (removed instanceof Error) throw removed
    },
    async postpone() {
      log.debug(1, messages.postponed(key))
      await context.retries.save(partition, failedAgain(retry, key, failure?.cause ?? '', Date.now()))
    },
    async abandon(reason) {
      if (failure?.passing?.isGeneral) throw reason
      context.failures.add(reason)
      walk.isStopped = true
    },
  }
}

function givenUpLine({ passing, object, cause }: DeliveryFailure, retry: Retry | undefined): string | undefined {
  if (!passing || !retry || !isGivenUp(retry, Date.now())) return undefined
  return messages.givenUp(object.logFile, retry.attempts + 1, cause)
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
