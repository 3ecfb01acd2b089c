import { type Input, inputOf, jsonError, jsonReply, targetOf } from './json-protocol.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'

const MAX_RESULTS = 500
const MAX_DESCRIBED = 100

/** A finding of classic Inspector; times in seconds since 1970. */
export interface ClassicFinding {
  readonly arn: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly [member: string]: unknown
}

/** `filter.creationTimeRange`, in seconds since 1970. */
interface TimeRange {
  readonly beginDate?: number
  readonly endDate?: number
}

/**
 * Classic Inspector: findings by region.
 *
 * @see https://docs.aws.amazon.com/inspector/v1/APIReference/API_DescribeFindings.html
 */
export class Inspector implements Service {
  readonly name = 'inspector'
  readonly #findings = new Map<string, ClassicFinding[]>()

  put(region: string, finding: ClassicFinding): void {
    this.#findings.set(region, [...(this.#findings.get(region) ?? []), finding])
  }

  operationOf(request: AwsRequest): string {
    return targetOf(request.headers)
  }

  resourceOf(): string {
    return ''
  }

  answer(operation: string, request: SignedRequest): Reply {
    const findings = this.#findings.get(request.scope.region) ?? []
    const input = inputOf(request)
    if (operation === 'ListFindings') return jsonReply(listFindings(findings, input), '1.1')
    if (operation === 'DescribeFindings') return jsonReply(describeFindings(findings, input), '1.1')
    throw new ServiceError(400, 'UnknownOperationException', '')
  }

  refuse(error: ServiceError): Reply {
    return jsonError(error, '1.1')
  }
}

function listFindings(findings: readonly ClassicFinding[], input: Input): object {
  const { creationTimeRange = {} } = (input.filter ?? {}) as { creationTimeRange?: TimeRange }
  const { beginDate = 0, endDate = Number.POSITIVE_INFINITY } = creationTimeRange
  const arns = findings.filter(({ createdAt }) => createdAt >= beginDate && createdAt <= endDate).map(({ arn }) => arn)
  const from = Number(input.nextToken ?? 0)
  const to = from + Math.min(Number(input.maxResults ?? 10), MAX_RESULTS)
  return { findingArns: arns.slice(from, to), ...(to < arns.length && { nextToken: String(to) }) }
}

function describeFindings(findings: readonly ClassicFinding[], input: Input): object {
  const arns = input.findingArns as readonly string[]
  if (arns.length === 0 || arns.length > MAX_DESCRIBED) {
    throw new ServiceError(400, 'InvalidInputException', `findingArns must hold 1 to ${MAX_DESCRIBED} ARNs`)
  }
  const known = new Map(findings.map((finding) => [finding.arn, finding]))
  const missing = arns.filter((arn) => !known.has(arn))
  const failed = missing.map((arn) => [arn, { failureCode: 'ITEM_DOES_NOT_EXIST', retryable: false }])
  return { findings: arns.flatMap((arn) => known.get(arn) ?? []), failedItems: Object.fromEntries(failed) }
}
