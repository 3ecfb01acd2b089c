import { Inspector2Client, ListFindingsCommand } from '@aws-sdk/client-inspector2'
import type { FindingSource } from '../../services/types.ts'
import { nextTokenOf } from '../transport/answers.ts'
import { clientConfig, type SdkSettings, sdkCall } from '../transport/sdk.ts'

/** Maximum of findings in one request: Inspector v2 lists 100, Classic lists 500 ARNs and describes 100. */
const PAGE_SIZE = 100
const CLASSIC_PAGE_SIZE = 500

/** A page is its body as AWS sent it, since the SDK would lose the order of members and the form of numbers (`9.0`). */
type Pages = AsyncGenerator<Uint8Array, void, undefined>

/** The body of the last answer, as AWS sent it. */
class LastBody {
  bytes: Uint8Array = new Uint8Array()
  /** Token of the requested page. Default: the first page. */
  asked: string | undefined

  /** Part of the attempt. @throws StrangerError if the next page is the requested one: it would be read without end */
  readonly receive = (body: Buffer): void => {
    if (this.asked !== undefined) nextTokenOf(tokenIn(body), this.asked)
    this.bytes = body
  }
}

/** @returns undefined on the last page, and for a body that the SDK will not be able to read either */
function tokenIn(body: Buffer): string | undefined {
  try {
    return JSON.parse(body.toString()).nextToken
  } catch {
    return undefined
  }
}

/**
 * Findings of Inspector v2 by the time of their last update.
 *
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html
 */
export function createFindingSource(settings: SdkSettings): FindingSource {
  const body = new LastBody()
  const client = new Inspector2Client(clientConfig(settings, body.receive))
  return {
    async *pages(from, to, signal): Pages {
      const filterCriteria = { updatedAt: [{ startInclusive: from, endInclusive: to }] }
      let nextToken: string | undefined
      do {
        body.asked = nextToken
        const command = new ListFindingsCommand({ filterCriteria, maxResults: PAGE_SIZE, nextToken })
        const page = await sdkCall({ settings, client }, 'ListFindings', command, signal)
        yield body.bytes
        nextToken = page.nextToken || undefined
      } while (nextToken !== undefined)
    },
  }
}

/**
 * Findings of Inspector Classic by the time of their creation.
 *
 * @see https://docs.aws.amazon.com/inspector/v1/APIReference/API_ListFindings.html
 */
export async function createClassicFindingSource(settings: SdkSettings): Promise<FindingSource> {
  const sdk = await import('./classic-client.ts')
  const body = new LastBody()
  const client = new sdk.InspectorClient(clientConfig(settings, body.receive))
  return {
    async *pages(from, to, signal): Pages {
      const filter = { creationTimeRange: { beginDate: from, endDate: to } }
      let nextToken: string | undefined
      do {
        body.asked = nextToken
        const listing = new sdk.ListFindingsCommand({
          filter,
          maxResults: CLASSIC_PAGE_SIZE,
          ...(nextToken && { nextToken }),
        })
        const page = await sdkCall({ settings, client }, 'ListFindings', listing, signal)
        const arns = page.findingArns ?? []
        for (let at = 0; at < arns.length; at += PAGE_SIZE) {
          const command = new sdk.DescribeFindingsCommand({ findingArns: arns.slice(at, at + PAGE_SIZE) })
          await sdkCall({ settings, client }, 'DescribeFindings', command, signal)
          yield body.bytes
        }
        nextToken = page.nextToken || undefined
      } while (nextToken !== undefined)
    },
  }
}
