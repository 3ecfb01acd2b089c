import { formOf } from './query-protocol.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'
import { element, xmlDocument } from './xml.ts'

const XMLNS = 'http://ec2.amazonaws.com/doc/2016-11-15/'
const XML = { 'content-type': 'text/xml;charset=UTF-8' }

/**
 * EC2, reduced to the flow logs of a region.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html
 */
export class Ec2 implements Service {
  readonly name = 'ec2'
  /** Ids of flow logs by region. */
  readonly #flowLogs = new Map<string, string[]>()

  addFlowLogs(region: string, ids: readonly string[]): void {
    this.#flowLogs.set(region, [...(this.#flowLogs.get(region) ?? []), ...ids])
  }

  operationOf(request: AwsRequest): string {
    return formOf(request).get('Action') ?? ''
  }

  resourceOf(): string {
    return ''
  }

  answer(operation: string, request: SignedRequest): Reply {
    if (operation !== 'DescribeFlowLogs') {
      throw new ServiceError(400, 'InvalidAction', `The action ${operation} is not valid for this web service.`)
    }
    const form = formOf(request)
    const ids = this.#flowLogs.get(request.scope.region) ?? []
    const from = Number(form.get('NextToken') ?? 0)
    const to = from + Math.min(Number(form.get('MaxResults') ?? 1000), 1000)
    const items = ids
      .slice(from, to)
      .map((id) =>
        element('item', [
          element('flowLogId', id),
          element('flowLogStatus', 'ACTIVE'),
          element('logDestinationType', 's3'),
          element('trafficType', 'ALL'),
        ]),
      )
    const body = xmlDocument('DescribeFlowLogsResponse', XMLNS, [
      element('requestId', crypto.randomUUID()),
      element('flowLogSet', items),
      to < ids.length ? element('nextToken', to) : '',
    ])
    return { status: 200, headers: XML, body }
  }

  refuse(error: ServiceError, requestId: string): Reply {
    const body = xmlDocument('Response', null, [
      element('Errors', [element('Error', [element('Code', error.code), element('Message', error.message)])]),
      element('RequestID', requestId),
    ])
    return { status: error.status, headers: XML, body }
  }
}
