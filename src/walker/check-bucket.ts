import { AwsFailure, exitCodeOf } from '../aws/failure.ts'
import type { BucketType } from '../buckets/contract.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions } from '../options.ts'
import { bucketPathOf } from '../state/tables.ts'
import type { ObjectSource } from './types.ts'

/**
 * Checks that the path of the bucket is not empty.
 *
 * @throws RunError 14 if it is empty; the contract's code if the bucket cannot be listed
 */
export async function checkBucket(
  source: ObjectSource,
  options: BucketOptions,
  { table, objectsAtTop }: Pick<BucketType, 'table' | 'objectsAtTop'>,
): Promise<void> {
  const { bucket, trailPrefix } = options
  const page = await source.list({ bucket, prefix: trailPrefix, delimiter: '/' }).catch((cause: unknown) => {
    throw cause instanceof AwsFailure ? listingError(cause) : cause
  })
  if (page.folders.length > 0 || (objectsAtTop && page.objects.length > 0)) return
  // The first page may hold objects only, and later pages the folders.
  if (page.nextToken !== undefined) return
  throw new RunError(ExitCode.emptyBucket, messages.noFilesFound(bucketPathOf(table, bucket, options)))
}

function listingError(failure: AwsFailure): RunError {
  const code = exitCodeOf(failure.kind)
  if (code === ExitCode.credentials) return new RunError(code, messages.invalidCredentials(), { cause: failure })
  const text = code === ExitCode.unknown ? messages.unexpectedError(failure.message) : failure.message
  return new RunError(code, text, { cause: failure })
}
