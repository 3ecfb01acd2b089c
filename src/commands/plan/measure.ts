import { readingOf } from '../../buckets/index.ts'
import { mapOrdered } from '../../concurrency/map-ordered.ts'
import { Failures } from '../../delivery/failures.ts'
import type { Options } from '../../options.ts'
import { ObjectReader } from '../../pipeline/object-reader.ts'
import { deliveryOf } from '../../sources/bucket-delivery.ts'
import type { Step } from '../../walker/types.ts'
import type { RunLook } from '../look-at-run.ts'

/** What reading a few objects has shown. */
export interface Measured {
  readonly objects: number
  /** As stored. */
  readonly bytes: number
  /** What would be sent; what the discard rule drops is not counted. */
  readonly events: number
  readonly seconds: number
  /** Of those that could not be read, the first one's reason. */
  readonly failures: number
  readonly failure?: string
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
  const started = performance.now()
  let events = 0
  const reasons: string[] = []
  try {
    const deliveries = mapOrdered(steps, { items: tuning.maxConcurrentRequests }, (step) =>
      deliveryOf(step, dependencies),
    )
    for await (const { batches = [], failure, close, commit, isObject } of deliveries) {
      // What keeps every object from being read is thrown in the place of a commit.
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
    seconds: (performance.now() - started) / 1000,
    failures: reasons.length,
    ...(failure !== undefined && { failure }),
  }
}
