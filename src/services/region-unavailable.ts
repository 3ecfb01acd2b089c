import { AwsFailure } from '../aws/failure.ts'
import { RunError } from '../errors.ts'

/**
 * True if a failure means that the account cannot use a region at all: it has not enabled the region, its policies
 * forbid it, or AWS has announced the region and not opened it yet (its host does not exist).
 *
 * @param answered true if another region has answered: DNS works, and a custom endpoint exists
 */
export function isRegionUnavailable(cause: unknown, answered: boolean): cause is Error {
  const failure = cause instanceof RunError ? cause.cause : cause
  if (!(failure instanceof AwsFailure)) return false
  const { kind, code } = failure
  return kind === 'denied' || kind === 'credentials' || (answered && kind === 'unreachable' && code === 'ENOTFOUND')
}
