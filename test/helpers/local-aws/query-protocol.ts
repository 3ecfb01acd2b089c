import type { AwsRequest, Reply, ServiceError } from './types.ts'
import { element, xmlDocument } from './xml.ts'

/**
 * The form in the body of a request of the query protocol; see
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function formOf(request: AwsRequest): URLSearchParams {
  return new URLSearchParams(request.body.toString())
}

/** `<Operation>Response` around `<Operation>Result`. */
export function queryReply(operation: string, namespace: string, result: readonly string[]): Reply {
  const body = xmlDocument(`${operation}Response`, namespace, [
    element(`${operation}Result`, result),
    element('ResponseMetadata', [element('RequestId', crypto.randomUUID())]),
  ])
  return { status: 200, headers: { 'content-type': 'text/xml' }, body }
}

/** An error as STS writes it. */
export function queryError(namespace: string, error: ServiceError, requestId: string): Reply {
  const body = xmlDocument('ErrorResponse', namespace, [
    element('Error', [
      element('Type', error.status < 500 ? 'Sender' : 'Receiver'),
      element('Code', error.code),
      element('Message', error.message),
    ]),
    element('RequestId', requestId),
  ])
  return { status: error.status, headers: { 'content-type': 'text/xml' }, body }
}
