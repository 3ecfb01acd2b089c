import type { IncomingMessage } from 'node:http'
import { debug } from '../../log.ts'
import * as messages from '../../messages/aws.ts'
import type { CredentialSource } from '../credentials/renewing.ts'
import type { Endpoint, Service } from '../endpoints.ts'
import { authority } from '../endpoints.ts'
import { text } from '../s3/xml.ts'
import type { Agents } from './agents.ts'
import { clockError, retryReason, ServiceError, toFailure } from './errors.ts'
import { readText, send, type Timeouts, urlOf } from './http.ts'
import type { RetryStrategy } from './retry.ts'
import { signed } from './sign.ts'

/** One operation of a service. */
export interface Call {
  readonly service: Service
  /** Name in AWS's API: `ListObjectsV2`. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly endpoint: Endpoint
  /** Percent-encoded; comes behind the endpoint's path. */
  readonly path: string
  /** Percent-encoded, without the question mark. */
  readonly query: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Default: those of the caller; without any the call is not signed. */
  readonly credentials?: CredentialSource
}

/** What all calls of a run share. */
export interface CallerSettings {
  readonly agents: Agents
  readonly timeouts: Timeouts
  /** Keys of the run; without them each call brings its own. */
  readonly credentials?: CredentialSource
  /** The strategy of a region. */
  readonly retries: (region: string) => Promise<RetryStrategy>
  /** Name of the profile, for errors. */
  readonly profile: string
}

/**
 * Calls AWS without its SDK: signed, retried as the profile says, the clock corrected once. For the calls that a run
 * makes by the thousand, or before it has loaded anything: a request costs a fifth of the SDK's time.
 */
export class Caller {
  readonly #settings: CallerSettings
  /** Milliseconds between this machine's clock and AWS's. */
  #clockOffset = 0

  constructor(settings: CallerSettings) {
    this.#settings = settings
  }

  /**
   * @param read takes what is wanted from the answer; it is part of the try, so a body that breaks off is fetched again
   * @throws AwsFailure, or what the source of credentials throws
   */
  async call<T>(call: Call, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    const retries = await this.#settings.retries(call.endpoint.region)
    let token = await retries.acquireInitialRetryToken(call.operation)
    for (let corrected = false; ; ) {
      const offset = this.#clockOffset
      try {
        const result = await read(await this.#once(call))
        retries.recordSuccess(token)
        return result
      } catch (cause) {
        if (!corrected && this.#correctClock(cause, offset)) {
          corrected = true
          continue
        }
        const errorType = retryReason(cause)
        const next = errorType && (await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined))
        if (!next) throw this.failure(call, cause, token.getRetryCount() + 1, errorType !== undefined)
        token = next
        await new Promise((resolve) => setTimeout(resolve, token.getRetryDelay()))
      }
    }
  }

  async #once(call: Call): Promise<IncomingMessage> {
    const { agents, timeouts } = this.#settings
    const { method, endpoint, query, body = '' } = call
    const path = `${endpoint.path}${call.path}` || '/'
    const headers = await this.#headers(call, path, body)
    const response = await send({ method, endpoint, path, query, headers, body }, agents, timeouts)
    if (response.statusCode !== undefined && response.statusCode < 300) return response
    throw await readError(response)
  }

  async #headers(call: Call, path: string, body: string): Promise<Record<string, string>> {
    const { method, endpoint, query, service } = call
    const headers = { ...call.headers, ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }) }
    const host = authority(endpoint)
    const source = call.credentials ?? this.#settings.credentials
    if (source === undefined) return { ...headers, host }
    const credentials = await source()
    const date = new Date(Date.now() + this.#clockOffset)
    return signed({ method, host, path, query, headers, body }, { service, region: endpoint.region, credentials, date })
  }

  /** @param used the offset of the call that failed: another call may have corrected it meanwhile */
  #correctClock(cause: unknown, used: number): boolean {
    const error = clockError(cause, Date.now() + used)
    if (error === undefined) return false
    if (this.#clockOffset === used) {
      this.#clockOffset = used + error
      debug(1, messages.clockCorrected(Math.round(this.#clockOffset / 1000)))
    }
    return true
  }

  /**
   * The error of a call as the rest of the program sees it.
   *
   * @param attempts  how often it was tried
   * @param exhausted whether it would have been tried again
   */
  failure(call: Call, cause: unknown, attempts = 1, exhausted = false): unknown {
    const url = urlOf({ ...call, path: `${call.endpoint.path}${call.path}` || '/' })
    return toFailure(cause, { operation: call.operation, url, profile: this.#settings.profile, attempts, exhausted })
  }
}

/**
 * Reads an error answer: XML of S3 (`<Error>`), STS (`<ErrorResponse>`) or EC2 (`<Response>`), JSON of others, or none
 * at all.
 */
async function readError(response: IncomingMessage): Promise<ServiceError> {
  const status = response.statusCode ?? 0
  const xml = await readText(response)
  const json = jsonError(xml)
  const header = response.headers['x-amz-bucket-region']
  const region = typeof header === 'string' ? header : text(xml, 'Region')
  const date = new Date(response.headers.date ?? Number.NaN)
  const message = json?.message ?? text(xml, 'Message') ?? response.statusMessage ?? ''
  return new ServiceError(status, json?.code ?? text(xml, 'Code') ?? String(status), message, {
    region,
    ...(!Number.isNaN(date.getTime()) && { date }),
  })
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
function jsonError(body: string): { code: string; message: string | undefined } | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const { __type: type, message, Message } = JSON.parse(body)
    // `com.amazonaws.logs#ThrottlingException` from some services.
    return typeof type === 'string' ? { code: type.split('#').at(-1) ?? type, message: message ?? Message } : undefined
  } catch {
    return undefined
  }
}
