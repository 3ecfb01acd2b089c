import { AwsFailure } from '../aws/failure.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/subscriber.ts'

/** Rethrows a failure of a queue with the contract's exit code. @throws RunError 20, 21; AwsFailure */
export function queueError(cause: unknown): never {
  if (!(cause instanceof AwsFailure)) throw cause
  if (cause.kind === 'not-found') throw new RunError(ExitCode.queueNotFound, messages.noQueue(), { cause })
  if (cause.kind !== 'denied' && cause.kind !== 'other') throw cause
  throw new RunError(ExitCode.queueUnusable, cause.message, { cause })
}
