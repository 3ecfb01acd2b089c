import type { ObjectEvents } from '../pipeline/contract.ts'
import type { EventContext } from '../transform/contract.ts'
import type { Delivery } from './contract.ts'

/** The part of a delivery that an object makes: its events, or why there are none. */
export function ofObject(
  events: ObjectEvents,
  object: EventContext,
  wasReported = false,
): Pick<Delivery, 'batches' | 'failure' | 'isObject' | 'close'> {
  const { batches, failure, partial } = events
  return {
    batches,
    isObject: true,
    close: () => events.close(),
    ...(failure && { failure: { ...failure, object, partial, wasReported } }),
  }
}
