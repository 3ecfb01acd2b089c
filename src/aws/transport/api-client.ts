import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { abortable } from '../../concurrency/abortable.ts'
import { debug } from '../../log.ts'
import * as messages from '../../messages/aws.ts'
import { authority, type Endpoint, type Service } from '../endpoints.ts'
import { clockError, isOverloaded, retryReason, toFailure } from './errors.ts'
import { type Line, send, urlOf } from './http.ts'
import { readError } from './read-error.ts'
import type { RetryStrategy, RetryToken } from './retry.ts'
import { type CredentialProvider, signedHeaders } from './sign.ts'
import { refuseStranger } from './stranger.ts'

/** A call of one operation. */
export interface ApiCall {
  readonly service: Service
  /** Name in AWS's API: `ListObjectsV2`. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly endpoint: Endpoint
  /** Percent-encoded; follows the endpoint's path. */
  readonly path: string
  /** Percent-encoded, without the question mark. */
  readonly query: string
  /** Lower-case names. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: none. */
  readonly body?: string
  /** Default: those of the client. If it has none either, the call is not signed. */
  readonly credentials?: CredentialProvider
  /** Aborts the request, and the delay before a retry. */
  readonly signal?: AbortSignal | undefined
  /** Called each time the service asks for fewer requests. */
  readonly onThrottled?: () => void
}

/** Shared by all calls of a run. */
export interface ApiSettings {
  readonly line: Line
  /** Keys of the run. Default: each call brings its own. */
  readonly credentials?: CredentialProvider
  /** @returns the strategy of a region */
  readonly retries: (region: string) => Promise<RetryStrategy>
  /** Name of the profile in errors. */
  readonly profile: string
}

/**
 * Calls AWS without the SDK's clients. It signs calls, retries them as the profile says, and corrects the clock once.
 * It serves calls that are made by the thousand, or before anything else is loaded; `docs/dependencies.md` has the
 * figures.
 */
export class ApiClient {
  readonly #settings: ApiSettings
  /** Milliseconds that AWS's clock is ahead of this machine's. */
  #clockOffsetMs = 0
  #hasAnswer = false

  constructor(settings: ApiSettings) {
    this.#settings = settings
  }

  /**
   * @param read reads the response. It is part of the attempt: a body that breaks off is fetched again
   * @throws AwsFailure, the errors of the credential provider, `call.signal.reason`
   */
  async call<T>(call: ApiCall, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    try {
      return await this.#retried(call, read)
    } catch (cause) {
      call.signal?.throwIfAborted()
      throw cause
    }
  }

  async #retried<T>(call: ApiCall, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    const { signal } = call
    const retries = await this.#settings.retries(call.endpoint.region)
    let token = await abortable(retries.acquireInitialRetryToken(call.operation), signal)
    for (let corrected = false; ; ) {
      const offsetMs = this.#clockOffsetMs
      try {
        const result = await read(await this.#send(call))
        retries.recordSuccess(token)
        return result
      } catch (cause) {
        signal?.throwIfAborted()
        if (!corrected && this.#correctClock(cause, offsetMs)) {
          corrected = true
          continue
        }
        token = await abortable(this.#nextToken(call, cause, retries, token), signal)
        await sleep(token.getRetryDelay(), undefined, { signal })
      }
    }
  }

  /** @throws AwsFailure if the call is not retried */
  async #nextToken(call: ApiCall, cause: unknown, retries: RetryStrategy, token: RetryToken): Promise<RetryToken> {
    const errorType = this.#isWrongName(cause, token) ? undefined : retryReason(cause)
    if (errorType === 'THROTTLING' || isOverloaded(cause)) call.onThrottled?.()
    const next = errorType && (await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined))
    if (next) return next
    throw this.failure(call, cause, token.getRetryCount() + 1, errorType !== undefined)
  }

  /** A name that DNS does not know before anybody has answered is a wrong region or endpoint: one more try is enough. */
  #isWrongName(cause: unknown, token: RetryToken): boolean {
    return !this.#hasAnswer && (cause as NodeJS.ErrnoException).code === 'ENOTFOUND' && token.getRetryCount() > 0
  }

  async #send(call: ApiCall): Promise<IncomingMessage> {
    const { method, endpoint, query, body = '', signal } = call
    const path = pathOf(call)
    const headers = await this.#headers(call, path, body)
    const response = await send({ method, endpoint, path, query, headers, body, signal }, this.#settings.line)
    refuseStranger(response)
    this.#hasAnswer = true
    if (response.statusCode !== undefined && response.statusCode < 300) return response
    throw await readError(response)
  }

  async #headers(call: ApiCall, path: string, body: string): Promise<Record<string, string>> {
    const { method, endpoint, query, service, signal } = call
    const headers = { ...call.headers, ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }) }
    const host = authority(endpoint)
    const provider = call.credentials ?? this.#settings.credentials
    if (provider === undefined) return { ...headers, host }
    const credentials = await abortable(provider(), signal)
    const date = new Date(Date.now() + this.#clockOffsetMs)
    return signedHeaders(
      { method, host, path, query, headers, body },
      { service, region: endpoint.region, credentials, date },
    )
  }

  /** @param usedMs the offset of the call that failed: another call may have corrected it in the meantime */
  #correctClock(cause: unknown, usedMs: number): boolean {
    const errorMs = clockError(cause, Date.now() + usedMs)
    if (errorMs === undefined) return false
    if (this.#clockOffsetMs === usedMs) {
      this.#clockOffsetMs = usedMs + errorMs
      debug(1, messages.clockCorrected(Math.round(this.#clockOffsetMs / 1000)))
    }
    return true
  }

  /**
   * @param attempts number of attempts of the call
   * @param exhausted true if only their number prevents a retry
   * @returns the error as the rest of the program sees it
   */
  failure(call: ApiCall, cause: unknown, attempts = 1, exhausted = false): unknown {
    const url = urlOf({ ...call, path: pathOf(call) })
    return toFailure(cause, { operation: call.operation, url, profile: this.#settings.profile, attempts, exhausted })
  }
}

function pathOf({ endpoint, path }: ApiCall): string {
  return `${endpoint.path}${path}` || '/'
}
