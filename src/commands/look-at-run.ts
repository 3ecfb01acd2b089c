import { type Connection, connect } from '../aws/index.ts'
import type { Tuning } from '../aws/profile/tuning.ts'
import { isKnownRegion } from '../aws/regions.ts'
import { isForeign } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'
import { findBucketType } from '../buckets/index.ts'
import { abortable } from '../concurrency/abortable.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { AwsOptions, BucketOptions } from '../options.ts'
import { withReadOnlyBucketState } from '../state/read-only-bucket-state.ts'
import { withReadOnlyRetryList } from '../state/read-only-retry-list.ts'
import { bucketPathOf } from '../state/tables.ts'
import { checkBucket } from '../walker/check-bucket.ts'
import type { BucketContext } from '../walker/types.ts'
import type { CommandContext } from './contract.ts'

/** A run on a bucket as it would start now. */
export interface RunLook {
  /** With the rules that fit the bucket. */
  readonly type: BucketType
  readonly bucket: BucketContext
  readonly tuning: Tuning
}

interface Asked {
  readonly aws: AwsOptions
  readonly source: BucketOptions
}

/** Opens the inputs of a run on a bucket read-only: neither the bucket nor the state is changed. */
export async function lookAtRun<T>(
  { aws, source }: Asked,
  { home, env, signal }: CommandContext,
  look: (run: RunLook) => Promise<T>,
): Promise<T> {
  const declared = declaredType(source)
  const connection = await connect(aws, env)
  try {
    await abortable(checkBucket(connection.objects, source, declared), signal)
    const bucketPath = bucketPathOf(declared.table, source.bucket, source)
    const where = { home, signal, table: declared.table, bucketPath, type: declared.name }
    return await withReadOnlyBucketState(where, (state) =>
      withReadOnlyRetryList(where, async (retries) => {
        const bucket = { ...contextOf(source, declared, connection), state, retries }
        const rules = (await declared.resolve?.(bucket)) ?? {}
        return abortable(look({ type: { ...declared, ...rules }, bucket, tuning: connection.tuning }), signal)
      }),
    )
  } finally {
    connection.close()
  }
}

/** @throws RunError 12, 22 */
function declaredType({ type: name, regions }: BucketOptions): BucketType {
  const type = findBucketType(name)
  if (type === undefined) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const unknown = regions.find((region) => !isKnownRegion(region))
  if (unknown !== undefined) throw new RunError(ExitCode.invalidRegion, messages.invalidRegion(unknown))
  return type
}

function contextOf(options: BucketOptions, type: BucketType, connection: Connection) {
  return {
    options,
    bucket: options.bucket,
    connection,
    isForeign: (key: string) => isForeign(key, type.keys),
    onPassedOver: () => {},
  }
}
