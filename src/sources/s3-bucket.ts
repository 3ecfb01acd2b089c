import { connect } from '../aws/index.ts'
import type { Tuning } from '../aws/profile/tuning.ts'
import { isKnownRegion } from '../aws/regions.ts'
import { isForeign } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'
import { bucketTypeOf, readingOf } from '../buckets/index.ts'
import { type MapLimits, mapOrdered } from '../concurrency/map-ordered.ts'
import { deliver } from '../delivery/deliver.ts'
import { Failures } from '../delivery/failures.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions } from '../options.ts'
import { CONSUMED_BYTES, ObjectReader, WAITING_BYTES } from '../pipeline/object-reader.ts'
import { countPassedOver, type Run } from '../run.ts'
import { stateOf } from '../state/access.ts'
import { openBucketState } from '../state/bucket-state.ts'
import { lookbacksIn } from '../state/lookbacks.ts'
import { lazyDatabase } from '../state/open-database.ts'
import { openRetryList } from '../state/retry-list.ts'
import { bucketPathOf } from '../state/tables.ts'
import { checkBucket } from '../walker/check-bucket.ts'
import type { BucketContext, Step } from '../walker/types.ts'
import { walkBucket } from '../walker/walk-bucket.ts'
import { abortableAccess } from './abortable-access.ts'
import { deliveryOf, type StepDelivery, weigh } from './bucket-delivery.ts'

/**
 * `--bucket`: sends the events of a bucket's new objects. `walkBucket` finds the objects, `deliveryOf` fetches and
 * decodes them, `deliver` sends their events, and `commit` removes each object if requested and writes its row.
 */
export async function readBucket(run: Run, options: BucketOptions): Promise<void> {
  const { signal } = run
  const stored = stateOf(run)
  const declared = declaredType(options)
  const connection = await connect(run.options.aws, run.env)
  connection.logProfile()
  const access = abortableAccess(connection, signal)
  // The request runs while the database is opened.
  const checked = checkBucket(access.objects, options, declared)
  checked.catch(() => {})
  const database = await stored.open('s3_cloudtrail')
  const own = lazyDatabase(() => stored.open('aws_s3'))
  const bucketPath = bucketPathOf(declared.table, options.bucket, options)
  try {
    await checked
    const lock = await stored.lock({ bucketPath, type: declared.name })
    try {
      const isThere = stored.has('aws_s3')
      await deliverObjects(run, declared, connection.tuning, {
        options,
        bucket: options.bucket,
        connection: access,
        state: await openBucketState(database, { table: declared.table, bucketPath, lookbacks: lookbacksIn(own.open) }),
        retries: openRetryList({ open: own.open, isThere, type: declared.name, bucketPath }),
        isForeign: (key) => isForeign(key, declared.keys),
        onPassedOver: (key) => countPassedOver(run, key),
      })
    } finally {
      lock.release()
    }
  } finally {
    await own.close()
    database.close()
    connection.close()
  }
}

function declaredType({ type: name, regions }: BucketOptions): BucketType {
  const type = bucketTypeOf(name)
  const unknown = regions.find((region) => !isKnownRegion(region))
  if (unknown === undefined) return type
  throw new RunError(ExitCode.invalidRegion, [{ level: 1, text: messages.invalidRegion(unknown) }])
}

async function deliverObjects(
  run: Run,
  declared: BucketType,
  { maxQueueSize: items }: Tuning,
  context: BucketContext,
): Promise<void> {
  const { objects: source } = context.connection
  const type = { ...declared, ...(await declared.resolve?.(context)) }
  const reader = new ObjectReader(source, readingOf(type))
  const failures = new Failures()
  const dependencies = { type, reader, source, options: run.options, retries: context.retries, failures }
  const limits: MapLimits<Step, StepDelivery> = {
    items,
    weight: WAITING_BYTES,
    consumedWeight: CONSUMED_BYTES,
    weigh: (step) => weigh(step, type),
    measure: ({ heldBytes = 0 }) => heldBytes,
  }
  try {
    const deliveries = mapOrdered(walkBucket(type, context), limits, (step) => deliveryOf(step, dependencies))
    await deliver(run, ofOpenPartitions(deliveries, context))
    failures.throwFirst()
  } finally {
    await reader.close()
  }
}

/** Drops deliveries of partitions that an earlier object has stopped meanwhile. */
async function* ofOpenPartitions(
  deliveries: AsyncIterable<StepDelivery>,
  { state, options }: BucketContext,
): AsyncGenerator<StepDelivery> {
  for await (const delivery of deliveries) {
    if (delivery.context?.isStopped) {
      await delivery.close?.()
      continue
    }
    // A reparse writes no rows.
    if (delivery.isObject && !options.reparse) await state.ensureWritable()
    yield delivery
  }
}
