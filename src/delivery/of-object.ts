import type { ObjectEvents } from '../pipeline/contract.ts'
import type { EventContext } from '../transform/contract.ts'
import type { Delivery } from './contract.ts'

/** @returns the members of a delivery for an object: its events, or its failure */
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
    failure: failure && { ...failure, object, partial, wasReported },
  }
}
