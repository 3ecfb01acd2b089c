import { Inspector2Client, ListFindingsCommand } from '@aws-sdk/client-inspector2'
import type { FindingSource } from '../../services/types.ts'
import { type ClientSettings, clientConfig, sdkCall } from '../transport/sdk-client.ts'

/** Findings a page: the most that AWS gives. */
const PAGE = 100

/** Findings of Inspector v2 of a region, by the time of their last update. */
export function createFindingSource(settings: ClientSettings): FindingSource {
  return { pages: (from, to) => pages(settings, from, to) }
}

async function* pages(settings: ClientSettings, from: Date, to: Date): AsyncGenerator<Uint8Array> {
  let body: Uint8Array = new Uint8Array()
  const client = new Inspector2Client(
    clientConfig(settings, (received) => {
      body = received
    }),
  )
  const filterCriteria = { updatedAt: [{ startInclusive: from, endInclusive: to }] }
  let nextToken: string | undefined
  do {
    const command = new ListFindingsCommand({ filterCriteria, maxResults: PAGE, nextToken })
    const answer = await sdkCall(settings, 'ListFindings', () => client.send(command))
    yield body
    nextToken = answer.nextToken
  } while (nextToken !== undefined)
}
