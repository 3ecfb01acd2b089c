import { AwsFailure } from '../aws/failure.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/subscriber.ts'

/** Turns what AWS says about a queue that cannot be used into the contract's codes. */
export function queueError(cause: unknown): never {
  if (!(cause instanceof AwsFailure)) throw cause
  if (cause.kind === 'not-found') throw new RunError(ExitCode.queueNotFound, messages.noQueue(), { cause })
  if (cause.kind !== 'denied' && cause.kind !== 'other') throw cause
  throw new RunError(ExitCode.queueUnusable, cause.message, { cause })
}
