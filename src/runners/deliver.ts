import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import type { OutputOptions } from '../options.ts'
import type { ObjectEvents } from '../pipeline/object-events.ts'
import type { EventContext } from '../transform/event-writer.ts'
import { windowStart } from '../walker/marker.ts'
import type { ObjectEntry, ObjectSource } from '../walker/types.ts'
import type { Line, Walk } from '../walker/walk.ts'
import { markerInput } from '../walker/walk-bucket.ts'
import { skipOrStop } from './failed-object.ts'
import { lostSoFar, type Run } from './run.ts'

/** Prints the lines of a step. */
export function say(lines: readonly Line[]): void {
  for (const { level, text } of lines) log.debug(level, text)
}

/** What every event of an object says about it. */
export function eventContext(
  { type, bucket, partition }: Walk,
  key: string,
  { accountAlias }: OutputOptions,
): EventContext {
  return {
    bucket,
    logFile: key,
    accountAlias,
    ...(type.accountInEvents && { accountId: partition.accountId }),
  }
}

/**
 * Sends the events of an object, removes it if asked, and remembers it: in this order, so that whatever happens in
 * between, nothing is lost and no other object's events are sent twice.
 */
export async function deliver(
  run: Run,
  source: ObjectSource,
  events: ObjectEvents,
  walk: Walk,
  entry: ObjectEntry,
): Promise<void> {
  const { options, counts } = run
  const { output } = options
  const { failure, partial } = events
  const lostBefore = lostSoFar(run)
  const instead = failure && skipOrStop(failure, partial, eventContext(walk, entry.key, output), output.skipOnError)
  try {
    for await (const batch of instead ? [instead] : events.batches) {
      await run.emitter.send(batch)
      counts.discarded += batch.discarded
      counts.failed += batch.failed
    }
  } finally {
    await events.close()
  }
  counts.objects++
  if (failure) counts.failed++
  const isWhole = lostSoFar(run) === lostBefore
  const removed = walk.options.remove && isWhole ? await remove(source, walk.bucket, entry.key) : undefined
  if (!walk.options.reparse) await checkpoint(walk, entry)
  else if (walk.type.tellsMarked && walk.state.isProcessed(entry.key)) log.debug(2, messages.markedBefore(entry.key))
  if (removed instanceof Error) throw removed
}

/** Sent is sent: the object is remembered before a failure to remove it is thrown. */
async function remove(source: ObjectSource, bucket: string, key: string): Promise<Error | undefined> {
  log.debug(2, messages.removing(key))
  return source.remove(bucket, key).then(
    () => undefined,
    (cause: Error) => cause,
  )
}

async function checkpoint({ type, state }: Walk, entry: ObjectEntry): Promise<void> {
  const createdDate = type.createdDate(entry)
  if (typeof createdDate === 'number') await state.markDone(entry.key, createdDate)
  else log.debug(2, messages.notMarked(entry.key, createdDate))
}

/** Forgets what no later run will look at again. */
export async function maintain({ type, partition, options, state }: Walk): Promise<void> {
  const fromKey = windowStart(markerInput(type, partition, options, state))
  await state.prune(fromKey === undefined ? {} : { fromKey })
}
