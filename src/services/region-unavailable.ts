import { AwsFailure } from '../aws/failure.ts'
import { RunError } from '../errors.ts'

/**
 * Whether a failure means that the account cannot use a region at all: it has not switched it on, its policies do not
 * allow it, or AWS has announced it and not opened it yet (there is no such host).
 *
 * @param answered another region has answered: names of hosts can be looked up, and endpoints that were asked for exist
 */
export function isRegionUnavailable(cause: unknown, answered: boolean): cause is Error {
  const failure = cause instanceof RunError ? cause.cause : cause
  if (!(failure instanceof AwsFailure)) return false
  const { kind, code } = failure
  return kind === 'denied' || kind === 'credentials' || (answered && kind === 'unreachable' && code === 'ENOTFOUND')
}
