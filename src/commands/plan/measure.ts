import { readingOf } from '../../buckets/index.ts'
import { mapOrdered } from '../../concurrency/map-ordered.ts'
import { Failures } from '../../delivery/failures.ts'
import { monotonicMs } from '../../monotonic-clock.ts'
import type { Options } from '../../options.ts'
import { ObjectReader } from '../../pipeline/object-reader.ts'
import { deliveryOf } from '../../sources/bucket-delivery.ts'
import type { Step } from '../../walker/types.ts'
import type { RunLook } from '../look-at-run.ts'

export interface Measured {
  readonly objects: number
  readonly bytes: number
  /** Events to send, without those that the discard rule drops. */
  readonly events: number
  readonly seconds: number
  readonly failures: number
  readonly failure?: string | undefined
}

/** Reads objects as a run does, several at a time, and sends nothing. */
export async function measure(
  steps: readonly Extract<Step, { kind: 'object' }>[],
  { type, bucket }: RunLook,
  options: Options,
): Promise<Measured> {
  const { objects: source, tuning } = bucket.connection
  const reader = new ObjectReader(source, readingOf(type))
  const dependencies = { type, reader, source, options, retries: bucket.retries, failures: new Failures() }
  const started = monotonicMs()
  let events = 0
  const reasons: string[] = []
  try {
    const deliveries = mapOrdered(steps, { items: tuning.maxConcurrentRequests }, (step) =>
      deliveryOf(step, dependencies),
    )
    for await (const { batches = [], failure, close, commit, isObject } of deliveries) {
      // A failure that prevents reading every object is thrown in place of the commit.
      if (!isObject) await commit?.(false)
      for await (const { ends } of batches) events += ends.length
      if (failure) reasons.push(failure.cause)
      await close?.()
    }
  } finally {
    await reader.close()
  }
  const [failure] = reasons
  return {
    objects: steps.length,
    bytes: steps.reduce((sum, { entry }) => sum + entry.size, 0),
    events,
    seconds: (monotonicMs() - started) / 1000,
    failures: reasons.length,
    failure,
  }
}
