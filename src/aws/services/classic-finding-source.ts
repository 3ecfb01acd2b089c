import { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
import type { FindingSource } from '../../services/types.ts'
import { type ClientSettings, clientConfig, sdkCall } from '../transport/sdk-client.ts'

/** Names a page, the most that AWS gives, and findings that are described at once. */
const LISTED = 500
const DESCRIBED = 100

/** Findings of classic Inspector of a region, by the time of their creation. */
export function createClassicFindingSource(settings: ClientSettings): FindingSource {
  return { pages: (from, to) => pages(settings, from, to) }
}

async function* pages(settings: ClientSettings, from: Date, to: Date): AsyncGenerator<Uint8Array> {
  let body: Uint8Array = new Uint8Array()
  const client = new InspectorClient(
    clientConfig(settings, (received) => {
      body = received
    }),
  )
  const filter = { creationTimeRange: { beginDate: from, endDate: to } }
  let nextToken: string | undefined
  do {
    const listing = new ListFindingsCommand({ filter, maxResults: LISTED, ...(nextToken && { nextToken }) })
    const answer = await sdkCall(settings, 'ListFindings', () => client.send(listing))
    const arns = answer.findingArns ?? []
    for (let at = 0; at < arns.length; at += DESCRIBED) {
      const command = new DescribeFindingsCommand({ findingArns: arns.slice(at, at + DESCRIBED) })
      await sdkCall(settings, 'DescribeFindings', () => client.send(command))
      yield body
    }
    nextToken = answer.nextToken
  } while (nextToken !== undefined)
}
