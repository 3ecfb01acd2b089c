import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Client, CommandImpl, ServiceException, SmithyResolvedConfiguration } from '@smithy/core/client'
import { buildQueryString, type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { abortable } from '../../concurrency/abortable.ts'
import { hostRegion } from '../endpoints.ts'
import { AwsFailure } from '../failure.ts'
import { ensureJson, incomplete } from './answers.ts'
import type { ApiSettings } from './api-client.ts'
import { retryReason, ServiceError, toFailure } from './errors.ts'
import { readBytes, send, urlOf } from './http.ts'
import type { RetryStrategy } from './retry.ts'
import type { CredentialProvider } from './sign.ts'
import { refuseStranger } from './stranger.ts'

/** The inputs of a client of the SDK: connections, keys and retries of the run, and an endpoint. */
export interface SdkSettings extends ApiSettings {
  readonly credentials: CredentialProvider
  readonly region: string
  /** URL of a custom endpoint. Default: the endpoint by AWS's rules. */
  readonly custom?: string | undefined
  readonly fips: boolean
  readonly dualStack: boolean
  /** Number of attempts, including the first. */
  readonly maxAttempts: number
}

/** Receives the body of each response, byte by byte as AWS sent it. */
export type BodyListener = (body: Buffer) => void

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** Set although they are false: otherwise the SDK reads the environment, and refuses them beside an endpoint. */
const PLAIN = { useFipsEndpoint: false, useDualstackEndpoint: false }

/** @returns the constructor argument of a client of the SDK */
export function clientConfig(settings: SdkSettings, onBody?: BodyListener) {
  const { custom, fips, dualStack, credentials, retries, maxAttempts, region: asked } = settings
  // An endpoint that names its region accepts only that region in a signature.
  const region = (custom && hostRegion(new URL(custom).hostname)) || asked
  const variant =
    custom === undefined ? { useFipsEndpoint: fips, useDualstackEndpoint: dualStack } : { endpoint: custom, ...PLAIN }
  return {
    region,
    credentials,
    maxAttempts,
    retryStrategy: lazyStrategy(() => retries(region)),
    requestHandler: requestHandler(settings, onBody ?? (() => {})),
    logger: silent,
    ...variant,
  }
}

/** The SDK requires a strategy at once; ours may have to load code first. */
function lazyStrategy(get: () => Promise<RetryStrategy>): RetryStrategy {
  return {
    acquireInitialRetryToken: async (scope) => (await get()).acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => (await get()).refreshRetryTokenForRetry(token, info),
    recordSuccess: (token) => void get().then((strategy) => strategy.recordSuccess(token)),
  }
}

/**
 * Sends the SDK's requests over the connections, proxies and time-outs of the run.
 *
 * @param onBody for services that answer in JSON. Default: the SDK reads the bodies
 */
export function requestHandler({ line }: Pick<ApiSettings, 'line'>, onBody?: BodyListener) {
  return {
    async handle(request: HttpRequest, { abortSignal: signal }: CallOptions = {}): Promise<{ response: HttpResponse }> {
      const { hostname, port, path, method, headers, body = '' } = request
      const protocol = request.protocol === 'http:' ? 'http:' : 'https:'
      const endpoint = { protocol, hostname, port: String(port ?? ''), path: '', region: '' } as const
      const query = buildQueryString(request.query ?? {})
      try {
        const response = await send({ endpoint, path, query, method, headers, body, signal }, line)
        refuseStranger(response)
        return { response: await toResponse(response, onBody) }
      } catch (cause) {
        throw Object.assign(cause as Error, { url: urlOf({ endpoint, path, query }) })
      }
    },
  }
}

/** Characters within which a JSON object must start, including white space before it. */
const STARTS_BY = 200

async function toResponse(received: IncomingMessage, onBody?: BodyListener): Promise<HttpResponse> {
  const headers = Object.fromEntries(Object.entries(received.headers).map(([name, value]) => [name, String(value)]))
  const { statusCode = 0 } = received
  if (onBody === undefined) return new HttpResponse({ statusCode, headers, body: received })
  const body = await readBytes(received)
  if (statusCode < 300) ensureJson(received, body.toString('latin1', 0, STARTS_BY))
  onBody(body)
  return new HttpResponse({ statusCode, headers, body })
}

/** Second argument of `send` of a client. */
interface CallOptions {
  readonly abortSignal?: AbortSignal
}

/** What all outputs of the SDK have. */
type Output = Pick<ServiceException, '$metadata'>

/**
 * Makes a call through a client of the SDK, with the errors of our own calls. All type parameters are inferred: those of
 * the client, and the output of the command.
 *
 * @throws AwsFailure, the errors of the credential provider, `signal.reason`
 */
export async function sdkCall<
  Inputs extends object,
  Outputs extends Output,
  Config extends SmithyResolvedConfiguration<CallOptions>,
  Input extends Inputs,
  Found extends Outputs,
>(
  { settings, client }: { settings: SdkSettings; client: Client<CallOptions, Inputs, Outputs, Config> },
  operation: string,
  command: CommandImpl<Input, Found, Config, Inputs, Outputs>,
  signal?: AbortSignal,
): Promise<Found> {
  try {
    // The keys are requested first: otherwise the SDK would treat their failure as one of the service, and retry.
    await abortable(settings.credentials(), signal)
    return await abortable(client.send(command, signal ? { abortSignal: signal } : {}), signal)
  } catch (cause) {
    signal?.throwIfAborted()
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

/**
 * A body that the SDK cannot read is not AWS's (a load balancer's page): its status says more than its syntax error.
 */
function serviceError(status: number, name: string, message: string): ServiceError {
  if (name !== 'SyntaxError') return new ServiceError(status, name, message)
  if (status < 300) return incomplete()
  return new ServiceError(status, String(status), STATUS_CODES[status] ?? '')
}
