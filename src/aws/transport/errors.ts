import * as messages from '../../messages/aws.ts'
import { AwsFailure, type FailureKind } from '../failure.ts'
import { ProxyFailure } from './proxy-agents.ts'
import type { RetryReason } from './retry.ts'

/** AWS answered with an error. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly status: number
  /** `NoSuchBucket`, …; the status where the answer has none (a HEAD, a load balancer's page). */
  readonly code: string
  /** The region that the answer points to, if it does. */
  readonly region?: string
  /** The endpoint's clock. */
  readonly date?: Date

  constructor(status: number, code: string, message: string, more: { region?: string | undefined; date?: Date } = {}) {
    super(message)
    this.status = status
    this.code = code
    if (more.region) this.region = more.region
    if (more.date) this.date = more.date
  }
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))
const THROTTLED = words(`
  BandwidthLimitExceeded EC2ThrottledException LimitExceededException PriorRequestNotComplete
  ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown
  ThrottledException Throttling ThrottlingException TooManyRequestsException TransactionInProgressException`)
const TRANSIENT = words('RequestTimeout RequestTimeoutException InternalError InternalFailure ServiceUnavailable')
const SKEWED = words('RequestTimeTooSkewed RequestExpired RequestInTheFuture')
const SIGNATURE = words('SignatureDoesNotMatch InvalidSignatureException')
const BAD_KEYS = words(`
  AuthFailure ExpiredToken ExpiredTokenException InvalidAccessKeyId InvalidClientTokenId InvalidToken
  UnrecognizedClientException`)
const DENIED = words('AccessDenied AccessDeniedException AllAccessDisabled UnauthorizedOperation')
const NOT_FOUND = words(`
  NoSuchBucket NoSuchKey NotFound QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue ResourceNotFoundException`)

/** Largest difference of clocks, in milliseconds, that AWS puts up with; it allows 15 minutes, our margin is a third. */
const TOLERATED_SKEW = 5 * 60_000

/**
 * Milliseconds by which the clock was off; undefined: it is not what the error is about.
 *
 * @param now the time that the request was signed with
 */
export function clockError(cause: unknown, now: number): number | undefined {
  if (!(cause instanceof ServiceError) || cause.date === undefined) return undefined
  if (!SKEWED.has(cause.code) && !SIGNATURE.has(cause.code)) return undefined
  const offset = cause.date.getTime() - now
  return Math.abs(offset) > TOLERATED_SKEW ? offset : undefined
}

/** Whether a failed call may be tried again as it is. */
export function retryReason(cause: unknown): RetryReason | undefined {
  if (!(cause instanceof ServiceError)) return isNetwork(cause) && isTemporary(cause) ? 'TRANSIENT' : undefined
  if (THROTTLED.has(cause.code) || cause.status === 429) return 'THROTTLING'
  return cause.status >= 500 || TRANSIENT.has(cause.code) ? 'TRANSIENT' : undefined
}

/** What a service's error means for the run. */
function kindOf(code: string, status: number | undefined): FailureKind {
  if (THROTTLED.has(code) || status === 429) return 'throttled'
  if (SKEWED.has(code)) return 'clock-skew'
  if (SIGNATURE.has(code)) return 'credentials'
  if (BAD_KEYS.has(code) || DENIED.has(code) || status === 403) return 'denied'
  return NOT_FOUND.has(code) || status === 404 ? 'not-found' : 'other'
}

/** What a call was about, for its error. */
export interface CallContext {
  readonly operation: string
  /** URL of the request; it holds no secret, as signatures are in headers. */
  readonly url: string
  readonly profile: string
  /** How often it was tried. */
  readonly attempts: number
  /** Whether it would have been tried again. */
  readonly exhausted: boolean
}

/** The failure as the rest of the program sees it. An error that is none of AWS or the network is given back as it is. */
export function toFailure(cause: unknown, context: CallContext): unknown {
  const { operation, url, profile, attempts, exhausted } = context
  if (cause instanceof ServiceError) {
    const retries = exhausted && attempts > 1 ? attempts - 1 : undefined
    const text = messages.callFailed(cause.code, operation, cause.message, retries)
    const isGeneral = BAD_KEYS.has(cause.code) || cause.status >= 500
    return new AwsFailure(kindOf(cause.code, cause.status), cause.code, operation, text, {
      cause,
      ...(isGeneral && { isGeneral }),
    })
  }
  if (!isNetwork(cause)) return cause
  const text = messages.unreachable(url, operation, profile, cause.message || cause.code)
  return new AwsFailure('unreachable', cause.code, operation, text, { cause })
}

/** Errors of sockets, names, TLS and HTTP parsing carry a code, as does the proxy's; so do Node's about wrong arguments. */
function isNetwork(cause: unknown): cause is Error & { code: string } {
  if (!(cause instanceof Error) || cause instanceof AwsFailure) return false
  const { code } = cause as NodeJS.ErrnoException
  return code !== undefined && !/^ERR_(INVALID|UNESCAPED)/.test(code)
}

/** A certificate that is not trusted will not be trusted the next time; nor will a proxy change its mind. */
function isTemporary(cause: Error & { code: string }): boolean {
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL|ERR_OSSL|ISSUER|CRL/.test(cause.code)) return false
  return !(cause instanceof ProxyFailure) || cause.$retryable !== undefined
}
