import { queryRequest } from '../credentials/sts.ts'
import type { Endpoint } from '../endpoints.ts'
import { each, text } from '../s3/xml.ts'
import type { Caller } from '../transport/caller.ts'
import { readText } from '../transport/http.ts'

/**
 * Ids of all flow logs of the region of the endpoint, in AWS's order.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html
 * @throws AwsFailure
 */
export async function describeFlowLogs(caller: Caller, endpoint: Endpoint): Promise<readonly string[]> {
  const ids: string[] = []
  const operation = 'DescribeFlowLogs'
  let token: string | undefined
  do {
    const request = queryRequest(operation, '2016-11-15', { MaxResults: '1000', NextToken: token })
    const xml = await caller.call({ service: 'ec2', operation, endpoint, ...request }, readText)
    for (const id of each(xml, 'flowLogId')) ids.push(id)
    token = text(xml, 'nextToken') || undefined
  } while (token !== undefined)
  return ids
}
