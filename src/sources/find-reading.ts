import { findBucketType, readingOf } from '../buckets/index.ts'
import type { ObjectJob, WholeReading } from '../pipeline/contract.ts'
import { findSubscriber } from '../subscribers/index.ts'

/** Finds the reading of a job by the name of its type, since functions cannot be sent to a worker. */
export function findReading({ type: name, isSubscriber }: Pick<ObjectJob, 'type' | 'isSubscriber'>): WholeReading {
  const type = isSubscriber ? undefined : findBucketType(name)
  if (type) return readingOf(type)
  const reading = findSubscriber(name)?.reading
  if (reading?.kind === 'whole') return reading
  throw new Error(`nothing reads whole objects of ${name}`)
}
