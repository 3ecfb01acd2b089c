import type { Endpoint } from '../endpoints.ts'
import { readXml } from '../transport/answers.ts'
import type { ApiClient } from '../transport/api-client.ts'
import { queryRequest } from '../transport/query-protocol.ts'
import { child, textOf } from '../transport/xml.ts'

/**
 * Lists the flow logs of the endpoint's region, all pages.
 *
 * @returns their ids, in AWS's order
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html
 * @throws AwsFailure, signal.reason
 */
export async function describeFlowLogs(
  client: ApiClient,
  endpoint: Endpoint,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ids: string[] = []
  const operation = 'DescribeFlowLogs'
  let token: string | undefined
  do {
    const request = queryRequest(operation, '2016-11-15', { MaxResults: '1000', NextToken: token })
    const answer = await client.call({ service: 'ec2', operation, endpoint, signal, ...request }, (response) =>
      readXml(response, 'DescribeFlowLogsResponse'),
    )
    for (const item of child(answer, 'flowLogSet')?.children ?? []) {
      const id = textOf(item, 'flowLogId')
      if (id) ids.push(id)
    }
    token = textOf(answer, 'nextToken') || undefined
  } while (token !== undefined)
  return ids
}
