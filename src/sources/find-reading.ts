import { findBucketType, readingOf } from '../buckets/index.ts'
import type { ObjectJob, WholeReading } from '../pipeline/contract.ts'
import { findSubscriber } from '../subscribers/index.ts'

/** How the object of a job is read: functions do not cross to a worker, which finds them by the name of the type. */
export function findReading({ type: name, isSubscriber }: Pick<ObjectJob, 'type' | 'isSubscriber'>): WholeReading {
  const type = isSubscriber ? undefined : findBucketType(name)
  if (type) return readingOf(type)
  const reading = findSubscriber(name)?.reading
  if (reading?.kind === 'whole') return reading
  throw new Error(`nothing reads whole objects of ${name}`)
}
