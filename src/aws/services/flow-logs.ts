import type { Endpoint } from '../endpoints.ts'
import { nextTokenOf, readXml } from '../transport/answers.ts'
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
    const asked = token
    const request = queryRequest(operation, '2016-11-15', { MaxResults: '1000', NextToken: asked })
    const answer = await client.call({ service: 'ec2', operation, endpoint, signal, ...request }, async (response) => {
      const read = await readXml(response, 'DescribeFlowLogsResponse')
      token = nextTokenOf(textOf(read, 'nextToken'), asked)
      return read
    })
    for (const item of child(answer, 'flowLogSet')?.children ?? []) {
      const id = textOf(item, 'flowLogId')
      if (id) ids.push(id)
    }
  } while (token !== undefined)
  return ids
}
