import type { Reply, ServiceError, SignedRequest } from './types.ts'

/** A JSON object as received. */
export type Input = Readonly<Record<string, unknown>>

/** The operation in a request of the JSON protocols: `X-Amz-Target: Logs_20140328.GetLogEvents`. */
export function targetOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  return (
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  )
}

/** The input of a request; empty without a body. */
export function inputOf(request: Pick<SignedRequest, 'body'>): Input {
  return request.body.length === 0 ? {} : (JSON.parse(request.body.toString()) as Input)
}

/** An answer of the JSON protocols. @param version `1.0` or `1.1`; see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonReply(output: object | string, version: '1.0' | '1.1'): Reply {
  const body = typeof output === 'string' ? output : JSON.stringify(output)
  return { status: 200, headers: { 'content-type': `application/x-amz-json-${version}` }, body }
}

/** An error of the JSON protocols. @param namespace of the error's shape, with its `#` */
export function jsonError(error: ServiceError, version: '1.0' | '1.1', namespace = ''): Reply {
  const body = JSON.stringify({ __type: `${namespace}${error.code}`, message: error.message })
  return { status: error.status, headers: { 'content-type': `application/x-amz-json-${version}` }, body }
}
