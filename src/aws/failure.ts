import { ExitCode } from '../errors.ts'

export type FailureKind =
  | 'credentials' // no or wrong credentials, or not allowed to sign
  | 'denied' // allowed to sign, not to do this
  | 'not-found' // the object, bucket, queue or group does not exist
  | 'throttled' // refused for too many requests, retries used up
  | 'clock-skew' // this machine's clock is off
  | 'unreachable' // DNS, connection, TLS, proxy, time-out
  | 'other'

/** {@link AwsFailure.code} of a body that ends before the length in its head, however often it is resumed. */
export const TOO_SHORT = 'ERR_BODY_TOO_SHORT'

/**
 * A call to AWS that failed and is not retried. `message` is the text in lines of the contract: `An error occurred
 * (<Code>) when calling the <Operation> operation: <Message>`, or for an endpoint that cannot be reached `Could not
 * connect to the endpoint URL: "<url>"` and its reason.
 */
export class AwsFailure extends Error {
  override readonly name = 'AwsFailure'
  readonly kind: FailureKind
  /** AWS's error code, such as `NoSuchBucket`, or the system's code of a network failure, such as `ECONNREFUSED`. */
  readonly code: string
  /** API operation, such as `ListObjectsV2`. */
  readonly operation: string
  /** True if any further call would fail the same way (keys rejected, service down, network unreachable). */
  readonly isGeneral: boolean

  constructor(
    kind: FailureKind,
    code: string,
    operation: string,
    text: string,
    options: { cause?: unknown; isGeneral?: boolean | undefined } = {},
  ) {
    super(text, options)
    this.kind = kind
    this.code = code
    this.operation = operation
    this.isGeneral = options.isGeneral ?? !['denied', 'not-found', 'other'].includes(kind)
  }
}

/** @returns the exit code of a failure that has no exit code of its own in the contract */
export function exitCodeOf(kind: FailureKind): ExitCode {
  switch (kind) {
    case 'credentials':
      return ExitCode.credentials
    case 'unreachable':
      return ExitCode.endpointUnreachable
    case 'throttled':
      return ExitCode.throttled
    case 'clock-skew':
      return ExitCode.clockSkew
    default:
      return ExitCode.unknown
  }
}
