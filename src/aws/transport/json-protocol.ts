import type { Endpoint, Service } from '../endpoints.ts'
import { readJson } from './answers.ts'
import type { ApiClient } from './api-client.ts'

/** A service that speaks JSON, at an endpoint. */
export interface JsonService {
  readonly api: ApiClient
  readonly endpoint: Endpoint
  readonly protocol: JsonProtocol
}

export interface JsonProtocol {
  readonly service: Exclude<Service, 's3'>
  readonly version: '1.0' | '1.1'
  /** Comes before the operation in the header `x-amz-target`. */
  readonly target: string
}

export const LOGS: JsonProtocol = { service: 'logs', version: '1.1', target: 'Logs_20140328' }
export const SQS: JsonProtocol = { service: 'sqs', version: '1.0', target: 'AmazonSQS' }

/**
 * Makes a call of AWS's JSON protocol.
 *
 * @param input undefined members are left out
 * @param check part of the attempt: after an error, the call is made again
 * @returns the answer; an empty body is an empty object
 * @throws AwsFailure, signal.reason
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function jsonCall<Answer extends object>(
  { api, endpoint, protocol: { service, version, target } }: JsonService,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
  check: (answer: Answer) => void = () => {},
): Promise<Answer> {
  const request = {
    service,
    operation,
    method: 'POST',
    endpoint,
    path: endpoint.path === '' ? '/' : '',
    query: '',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
    body: JSON.stringify(input),
    signal,
  } as const
  return api.call(request, async (response) => {
    const answer = await readJson<Answer>(response)
    check(answer)
    return answer
  })
}
