import type { BucketType } from '../buckets/contract.ts'
import type { Delivery, DeliveryFailure } from '../delivery/contract.ts'
import type { Failures } from '../delivery/failures.ts'
import { ofObject } from '../delivery/of-object.ts'
import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { overLimit } from '../objects/inflate.ts'
import type { Options } from '../options.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { failureDataOf, readyEvents } from '../pipeline/decode.ts'
import { expandedSize, type ObjectReader } from '../pipeline/object-reader.ts'
import type { Beginning, Place, Subject } from '../report/contract.ts'
import type { EventContext } from '../transform/contract.ts'
import { failedAgain, isGivenUp } from '../walker/retry.ts'
import type { Retry, RetryList } from '../walker/state-contract.ts'
import type { ObjectEntry, ObjectSource, Partition, PartitionContext, Step } from '../walker/types.ts'
import { maintain } from '../walker/walk-bucket.ts'

/** What reading and committing the objects of a bucket requires. */
export interface DeliveryDependencies {
  readonly type: BucketType
  readonly reader: ObjectReader
  readonly source: ObjectSource
  readonly options: Options
  readonly retries: RetryList
  readonly failures: Failures
}

export interface StepDelivery extends Delivery {
  readonly context?: PartitionContext | undefined
  /** Bytes of memory that the events occupy while they wait. Default: 0. */
  readonly heldBytes?: number | undefined
}

type ObjectStep = Extract<Step, { kind: 'object' }>

/** Estimated ratio of the sizes of an event and its row of text. */
const ROW_GROWTH = 4

/** @returns estimated bytes of the events of a step */
export function weigh(step: Step, { text }: BucketType): number {
  return step.kind === 'object' ? expandedSize(step.entry.key, step.entry.size) * (text ? ROW_GROWTH : 1) : 0
}

/** Reads the object of a step, if it has one. @returns the delivery of the step */
export async function deliveryOf(step: Step, dependencies: DeliveryDependencies): Promise<StepDelivery> {
  const { lines, context, passedOver } = step
  const common = { lines, context, passedOver, place: context && placeOf(context.partition) }
  if (step.kind === 'lines') return step.begins ? { ...common, begins: beginningOf(step.context) } : common
  if (step.kind === 'end') return { ...common, commit: () => maintain(dependencies.type, step.context) }
  try {
    return { ...common, ...objectDelivery(step, dependencies, await read(step, dependencies)) }
  } catch (cause) {
    // Thrown by the commit, so that the lines are printed first.
    return { ...common, commit: () => Promise.reject(cause) }
  }
}

function placeOf({ accountId: account, region = '' }: Partition): Place {
  return { account, region }
}

function beginningOf(context: PartitionContext | undefined): Beginning | undefined {
  return context && { name: `s3://${context.bucket}/${context.partition.prefix}`, after: context.marker.startAfter }
}

function subjectOf({ entry, isReparsed, retry, left }: ObjectStep): Subject {
  const why = retry ? 'retried' : isReparsed ? 'reparsed' : undefined
  const newest = entry.lastModified.getTime()
  return { name: entry.key, bytes: entry.size, newest, why, left }
}

async function read(
  { context, entry }: ObjectStep,
  { type, reader, options }: DeliveryDependencies,
): Promise<ObjectEvents> {
  type.check?.(context.options)
  const { maxObjectBytes } = options.limits
  // Compression makes an object larger by a few bytes at most.
  if (entry.size > maxObjectBytes) return readyEvents({ failure: failureDataOf(overLimit()) })
  const { discard, debugLevel } = options.output
  const job = {
    type: type.name,
    bucket: context.bucket,
    key: entry.key,
    trailPrefix: context.options.trailPrefix,
    maxObjectBytes,
    writer: { object: eventContext(type, context, entry.key, options), discard, debugLevel },
  }
  return reader.read(job, entry.size)
}

/** @returns what every event of an object says about it */
function eventContext(
  { accountInEvents }: BucketType,
  context: PartitionContext,
  key: string,
  { output }: Options,
): EventContext {
  const account = accountInEvents && { accountId: context.partition.accountId }
  return { bucket: context.bucket, logFile: key, accountAlias: output.accountAlias, ...account }
}

function objectDelivery(
  step: ObjectStep,
  dependencies: DeliveryDependencies,
  events: ObjectEvents,
): Omit<StepDelivery, 'lines'> {
  const { context, entry, isReparsed = false, retry } = step
  const { type, source, retries, failures } = dependencies
  const { partition, options, bucket } = context
  const { key } = entry
  const { failure, ...delivery } = ofObject(events, eventContext(type, context, key, dependencies.options))
  return {
    ...delivery,
    subject: subjectOf(step),
    heldBytes: events.heldBytes,
    isRetry: retry !== undefined,
    failure: failure && { ...failure, givenUp: givenUpLine(failure, retry) },
    async commit(isWhole) {
      const removed = options.remove && isWhole ? await remove(source, bucket, key) : undefined
      await markDone(type, context, entry, isReparsed)
      if (retry) await retries.remove(partition, key)
      if (removed instanceof Error) throw removed
    },
    async postpone() {
      log.debug(1, messages.postponed(key))
      await retries.save(partition, failedAgain(retry, key, failure?.cause ?? '', Date.now()))
    },
    async abandon(reason) {
      if (failure?.transient?.isGeneral) throw reason
      failures.add(reason)
      context.isStopped = true
    },
  }
}

function givenUpLine({ transient, object, cause }: DeliveryFailure, retry: Retry | undefined): string | undefined {
  if (!transient || !retry || !isGivenUp(retry, Date.now())) return undefined
  return messages.givenUp(object.logFile, retry.attempts + 1, cause)
}

/** @returns the failure, if any, which is thrown after the row is written: the events are sent */
async function remove(source: ObjectSource, bucket: string, key: string): Promise<Error | undefined> {
  log.debug(2, messages.removing(key))
  return source.remove(bucket, key).then(
    () => undefined,
    (cause: Error) => cause,
  )
}

async function markDone(
  type: BucketType,
  { state, options }: PartitionContext,
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
