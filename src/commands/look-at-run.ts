import { connect } from '../aws/index.ts'
import type { Tuning } from '../aws/profile/tuning.ts'
import { isKnownRegion } from '../aws/regions.ts'
import { isForeign } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'
import { bucketTypeOf } from '../buckets/index.ts'
import { abortable } from '../concurrency/abortable.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { AwsOptions, BucketOptions } from '../options.ts'
import { withReadOnlyState } from '../state/read-only-state.ts'
import { bucketPathOf } from '../state/tables.ts'
import { checkBucket } from '../walker/check-bucket.ts'
import type { BucketAccess, BucketContext } from '../walker/types.ts'
import type { CommandContext } from './contract.ts'

/** A bucket as a run would read it now. */
export interface BucketLook {
  /** With the rules that fit the bucket. */
  readonly type: BucketType
  readonly bucket: BucketContext
}

export interface RunLook extends BucketLook {
  readonly tuning: Tuning
}

/** Opens the inputs of a run on a bucket read-only: neither the bucket nor the state is changed. */
export async function lookAtRun<T>(
  { aws, source }: { readonly aws: AwsOptions; readonly source: BucketOptions },
  context: CommandContext,
  look: (run: RunLook) => Promise<T>,
): Promise<T> {
  const type = bucketTypeOf(source.type)
  const unknown = source.regions.find((region) => !isKnownRegion(region))
  if (unknown !== undefined) throw new RunError(ExitCode.invalidRegion, messages.invalidRegion(unknown))
  const connection = await connect(aws, context.env)
  try {
    await abortable(checkBucket(connection.objects, source, type), context.signal)
    const { tuning } = connection
    return await lookAtBucket(connection, source, type, context, (found) => look({ ...found, tuning }))
  } finally {
    connection.close()
  }
}

/** Opens the state of a bucket read-only. @param declared the type of the options */
export async function lookAtBucket<T>(
  connection: BucketAccess,
  options: BucketOptions,
  declared: BucketType,
  { home, signal }: Pick<CommandContext, 'home' | 'signal'>,
  look: (found: BucketLook) => Promise<T>,
): Promise<T> {
  const { name: type, table, keys } = declared
  const bucketPath = bucketPathOf(table, options.bucket, options)
  return withReadOnlyState({ home, signal, table, bucketPath, type }, async (state, retries) => {
    const bucket = {
      options,
      bucket: options.bucket,
      connection,
      state,
      retries,
      isForeign: (key: string) => isForeign(key, keys),
      onPassedOver: () => {},
    }
    const rules = await declared.resolve?.(bucket)
    return abortable(look({ type: { ...declared, ...rules }, bucket }), signal)
  })
}
