import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { ObjectEvents } from '../pipeline/object-events.ts'
import type { Inbox } from '../subscribers/inbox.ts'
import type { ReadMessage, ReadObject } from '../subscribers/message-reader.ts'
import { printedBody } from '../subscribers/printed-body.ts'
import { skipOrStop } from './failed-object.ts'
import type { Run } from './run.ts'

/**
 * Sends the events of a message's objects and then deletes the message: whatever happens in between, no other
 * message's events are sent twice. A message that is not understood, or one of whose objects failed, is left to the
 * queue's redrive policy.
 *
 * @returns why the run must end when the other messages are done
 * @throws what ends the run at once: nothing can be sent, or the queue cannot be used any more
 */
export async function settle(run: Run, inbox: Inbox, { message, objects }: ReadMessage): Promise<RunError | undefined> {
  if (!objects) {
    log.debug(2, messages.omitted(printedBody(message.body)))
    inbox.leave(message)
    return undefined
  }
  let failure: RunError | undefined
  for (const object of objects) {
    const batches = whatToSend(object, run.options.output.skipOnError, message.receiveCount > 1)
    if (batches instanceof RunError) failure ??= batches
    else await send(run, batches)
    run.counts.objects++
    if (object.events.failure) run.counts.failed++
    await object.events.close()
  }
  // Sent again because of single bad records, the good ones would be doubles.
  const isLost = objects.some(({ events }) => events.failure && !events.partial)
  if (failure || isLost) inbox.leave(message)
  else await inbox.delete(message)
  return failure
}

/** The object's events, or what is sent in their place; or why the run must end. */
function whatToSend(
  { context, events }: ReadObject,
  skipOnError: boolean,
  wasReported: boolean,
): ObjectEvents['batches'] | RunError {
  if (!events.failure) return events.batches
  try {
    const instead = skipOrStop(events.failure, events.partial, context, skipOnError, wasReported)
    return instead ? [instead] : []
  } catch (cause) {
    if (cause instanceof RunError) return cause
    throw cause
  }
}

async function send({ emitter, counts }: Run, batches: ObjectEvents['batches']): Promise<void> {
  for await (const batch of batches) {
    await emitter.send(batch)
    counts.discarded += batch.discarded
    counts.failed += batch.failed
  }
}
