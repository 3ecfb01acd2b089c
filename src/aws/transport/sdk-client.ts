import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { buildQueryString, type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import type { CredentialSource } from '../credentials/renewing.ts'
import { hostRegion } from '../endpoints.ts'
import { AwsFailure } from '../failure.ts'
import type { Agents } from './agents.ts'
import { retryReason, ServiceError, toFailure } from './errors.ts'
import { readBytes, send, type Timeouts, urlOf } from './http.ts'
import type { RetryStrategy } from './retry.ts'

/** What every client of the SDK is made with: the connections, keys, retries and endpoint rules of our own calls. */
export interface ClientSettings {
  readonly region: string
  /** An endpoint that was asked for. */
  readonly custom?: string
  readonly fips: boolean
  readonly dualStack: boolean
  readonly agents: Agents
  readonly timeouts: Timeouts
  readonly credentials: CredentialSource
  readonly retries: (region: string) => Promise<RetryStrategy>
  /** Calls including the first. */
  readonly maxAttempts: number
  /** Name of the profile, for errors. */
  readonly profile: string
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * Constructor argument of a client of the SDK.
 *
 * @param keep is given the body of each answer as it was received
 */
export function clientConfig(settings: ClientSettings, keep?: (body: Buffer) => void) {
  const { custom, fips, dualStack, credentials, retries, maxAttempts, region: asked } = settings
  // An endpoint that names its region accepts no other in a signature.
  const region = (custom && hostRegion(new URL(custom).hostname)) || asked
  const variant =
    custom === undefined ? { useFipsEndpoint: fips, useDualstackEndpoint: dualStack } : { endpoint: custom, ...PLAIN }
  return {
    region,
    credentials,
    maxAttempts,
    retryStrategy: strategyOf(() => retries(region)),
    requestHandler: requestHandler(settings, keep),
    logger: silent,
    ...variant,
  }
}

/** Set all the same, or the SDK would look into the environment and refuse them beside an endpoint. */
const PLAIN = { useFipsEndpoint: false, useDualstackEndpoint: false }

/** The SDK wants a strategy at once; ours may have code to load. */
function strategyOf(get: () => Promise<RetryStrategy>): RetryStrategy {
  return {
    acquireInitialRetryToken: async (scope) => (await get()).acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => (await get()).refreshRetryTokenForRetry(token, info),
    recordSuccess: (token) => void get().then((strategy) => strategy.recordSuccess(token)),
  }
}

/** Sends the SDK's requests over the connections, proxies and time-outs of the run. */
export function requestHandler(
  { agents, timeouts }: Pick<ClientSettings, 'agents' | 'timeouts'>,
  keep?: (body: Buffer) => void,
) {
  return {
    async handle(
      request: HttpRequest,
      options: { abortSignal?: AbortSignal } = {},
    ): Promise<{ response: HttpResponse }> {
      const { hostname, port, path, method, headers, body = '' } = request
      const protocol = request.protocol === 'http:' ? 'http:' : 'https:'
      const endpoint = { protocol, hostname, port: String(port ?? ''), path: '', region: '' } as const
      const sent = {
        endpoint,
        path,
        query: buildQueryString(request.query ?? {}),
        method,
        headers,
        body,
        signal: options.abortSignal,
      }
      try {
        return { response: await toResponse(await send(sent, agents, timeouts), keep) }
      } catch (cause) {
        throw Object.assign(cause as Error, { url: urlOf(sent) })
      }
    },
  }
}

async function toResponse(answer: IncomingMessage, keep?: (body: Buffer) => void): Promise<HttpResponse> {
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
  const body = keep === undefined ? answer : await readBytes(answer)
  if (Buffer.isBuffer(body)) keep?.(body)
  return new HttpResponse({ statusCode: answer.statusCode ?? 0, headers, body })
}

/**
 * Makes a call through the SDK, with the errors of our own calls.
 *
 * @throws AwsFailure, or what the source of credentials throws
 */
export async function sdkCall<T>(settings: ClientSettings, operation: string, call: () => Promise<T>): Promise<T> {
  // Asked first, so that the SDK does not take trouble with them for trouble of the service, and try again.
  await settings.credentials()
  try {
    return await call()
  } catch (cause) {
    throw sdkFailure(cause, operation, settings.profile)
  }
}

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number }
  readonly url?: string
}

function sdkFailure(cause: unknown, operation: string, profile: string): unknown {
  if (!(cause instanceof Error) || cause instanceof AwsFailure) return cause
  const { name, message, $metadata = {}, url = '' } = cause as SdkError
  const { httpStatusCode: status, attempts = 1 } = $metadata
  const error = status === undefined ? cause : serviceError(status, name, message)
  return toFailure(error, { operation, url, profile, attempts, exhausted: retryReason(error) !== undefined })
}

/** What the SDK cannot read is no answer of AWS (a load balancer's page): its status tells more than its syntax. */
function serviceError(status: number, name: string, message: string): ServiceError {
  if (name !== 'SyntaxError') return new ServiceError(status, name, message)
  return new ServiceError(status, String(status), STATUS_CODES[status] ?? '')
}
