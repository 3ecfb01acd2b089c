import * as messages from '../../messages/aws.ts'
import { wordList } from '../../word-list.ts'
import { AwsFailure, type FailureKind } from '../failure.ts'
import { ProxyFailure } from './proxy-agents.ts'
import type { RetryReason } from './retry.ts'
import { StrangerError } from './stranger.ts'

/** AWS responded with an error. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly status: number
  /** `NoSuchBucket`, …; the status if the response has no code (a HEAD, a load balancer's page). */
  readonly code: string
  /** The region that the response names, if any. */
  readonly region?: string
  /** The endpoint's clock. */
  readonly date?: Date | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    more: { region?: string | undefined; date?: Date | undefined } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    if (more.region) this.region = more.region
    if (more.date) this.date = more.date
  }
}

const words = (text: string): ReadonlySet<string> => new Set(wordList(text))
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

/** A larger skew explains a failed signature: AWS tolerates up to 15 minutes, and this limit is a third of that. */
const TOLERATED_SKEW_MS = 5 * 60_000

/**
 * @param nowMs the time with which the request was signed, in milliseconds since 1970
 * @returns milliseconds that the endpoint's clock is ahead; undefined if the error is not about the clock
 */
export function clockError(cause: unknown, nowMs: number): number | undefined {
  if (!(cause instanceof ServiceError) || cause.date === undefined) return undefined
  if (!SKEWED.has(cause.code) && !SIGNATURE.has(cause.code)) return undefined
  const offsetMs = cause.date.getTime() - nowMs
  return Math.abs(offsetMs) > TOLERATED_SKEW_MS ? offsetMs : undefined
}

/** @returns the reason why a failed call may be retried unchanged; undefined if it may not */
export function retryReason(cause: unknown): RetryReason | undefined {
  if (!(cause instanceof ServiceError)) return isNetwork(cause) && isTemporary(cause) ? 'TRANSIENT' : undefined
  if (THROTTLED.has(cause.code) || cause.status === 429) return 'THROTTLING'
  return cause.status >= 500 || TRANSIENT.has(cause.code) ? 'TRANSIENT' : undefined
}

/** @returns true if a service is overloaded, whatever its code: `503 Service Unavailable` */
export function isOverloaded(cause: unknown): boolean {
  return cause instanceof ServiceError && cause.status === 503
}

function kindOf(code: string, status: number | undefined): FailureKind {
  if (THROTTLED.has(code) || status === 429) return 'throttled'
  if (SKEWED.has(code)) return 'clock-skew'
  if (SIGNATURE.has(code)) return 'credentials'
  if (BAD_KEYS.has(code) || DENIED.has(code) || status === 403) return 'denied'
  return NOT_FOUND.has(code) || status === 404 ? 'not-found' : 'other'
}

/** The call, for its error. */
export interface CallContext {
  readonly operation: string
  /** URL of the request; it holds no secret, as signatures are in headers. */
  readonly url: string
  readonly profile: string
  /** Number of attempts, including the first. */
  readonly attempts: number
  /** True if only their number prevents a retry. */
  readonly exhausted: boolean
}

/**
 * @returns the error as the rest of the program sees it. Errors of neither AWS nor the network are returned unchanged
 */
export function toFailure(cause: unknown, context: CallContext): unknown {
  const { operation, url, profile, attempts, exhausted } = context
  if (cause instanceof ServiceError) {
    const retries = exhausted && attempts > 1 ? attempts - 1 : undefined
    const text = messages.callFailed(cause.code, operation, cause.message, retries)
    const isGeneral = BAD_KEYS.has(cause.code) || cause.status >= 500
    return new AwsFailure(kindOf(cause.code, cause.status), cause.code, operation, text, {
      cause,
      isGeneral: isGeneral || undefined,
    })
  }
  if (!isNetwork(cause)) return cause
  if (cause instanceof StrangerError) {
    const text = messages.notAws(URL.canParse(url) ? new URL(url).origin : url, operation, profile, cause.message)
    return new AwsFailure('unreachable', cause.code, operation, text, { cause })
  }
  const text = messages.unreachable(url, operation, profile, cause.message || cause.code)
  return new AwsFailure('unreachable', cause.code, operation, text, { cause })
}

/** Errors of sockets, DNS, TLS, HTTP and proxies have a code, but so do Node's errors about wrong arguments. */
function isNetwork(cause: unknown): cause is Error & { code: string } {
  if (!(cause instanceof Error) || cause instanceof AwsFailure) return false
  const { code } = cause as NodeJS.ErrnoException
  return code !== undefined && !/^ERR_(INVALID|UNESCAPED)/.test(code)
}

/** A retry does not help if a certificate is not trusted, or if a proxy refuses. */
function isTemporary(cause: Error & { code: string }): boolean {
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL|ERR_OSSL|ISSUER|CRL/.test(cause.code)) return false
  return !(cause instanceof ProxyFailure) || cause.$retryable !== undefined
}
