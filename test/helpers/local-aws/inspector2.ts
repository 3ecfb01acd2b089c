import { type Input, inputOf } from './json-protocol.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const MAX_RESULTS = 100

/** `filterCriteria.updatedAt`, in seconds since 1970. */
interface TimeFilter {
  readonly startInclusive?: number
  readonly endInclusive?: number
}

/**
 * Inspector v2: findings by region, as the JSON text of each.
 *
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html
 */
export class Inspector2 implements Service {
  readonly name = 'inspector2'
  readonly #findings = new Map<string, string[]>()
  /** Answers prepared by {@link script}, with the requests that got them. */
  readonly #scripts = new Map<string, { page: readonly string[]; asked?: string }[]>()

  /** Adds a finding; one with `updatedAt` (seconds since 1970) is returned only to requests for that time. */
  put(region: string, finding: string): void {
    this.#findings.set(region, [...(this.#findings.get(region) ?? []), finding])
  }

  /**
   * Prepares answers: each new request gets the next one, whatever its filter; the same request gets the same answer.
   */
  script(region: string, pages: readonly (readonly string[])[]): void {
    this.#scripts.set(
      region,
      pages.map((page) => ({ page })),
    )
  }

  operationOf(request: AwsRequest): string {
    return request.path === '/findings/list' ? 'ListFindings' : request.path
  }

  resourceOf(): string {
    return ''
  }

  answer(operation: string, request: SignedRequest): Reply {
    if (operation !== 'ListFindings') throw new ServiceError(404, 'UnknownOperationException', '')
    const { region } = request.scope
    const scripted = this.#scripts.get(region)
    if (scripted !== undefined) {
      const asked = request.body.toString()
      const entry = scripted.find((one) => one.asked === asked) ?? scripted.find((one) => one.asked === undefined)
      if (entry !== undefined) entry.asked = asked
      return reply(entry?.page ?? [], undefined)
    }
    return this.#page(region, inputOf(request))
  }

  refuse(error: ServiceError): Reply {
    const headers = { ...JSON_TYPE, 'x-amzn-errortype': error.code }
    return { status: error.status, headers, body: JSON.stringify({ message: error.message }) }
  }

  #page(region: string, input: Input): Reply {
    const { updatedAt = [] } = (input.filterCriteria ?? {}) as { updatedAt?: readonly TimeFilter[] }
    const most = Number(input.maxResults ?? MAX_RESULTS)
    if (most > MAX_RESULTS) throw new ServiceError(400, 'ValidationException', 'maxResults must be at most 100')
    const found = (this.#findings.get(region) ?? []).filter((finding) => inTime(finding, updatedAt))
    const from = Number(input.nextToken ?? 0)
    const to = from + most
    return reply(found.slice(from, to), to < found.length ? String(to) : undefined)
  }
}

function reply(findings: readonly string[], nextToken: string | undefined): Reply {
  const token = nextToken === undefined ? '' : `,"nextToken":${JSON.stringify(nextToken)}`
  return { status: 200, headers: JSON_TYPE, body: `{"findings":[${findings.join(',')}]${token}}` }
}

function inTime(finding: string, filters: readonly TimeFilter[]): boolean {
  const { updatedAt } = JSON.parse(finding) as { updatedAt?: number }
  if (updatedAt === undefined || filters.length === 0) return true
  return filters.some(({ startInclusive = 0, endInclusive = Number.POSITIVE_INFINITY }) => {
    return updatedAt >= startInclusive && updatedAt <= endInclusive
  })
}
