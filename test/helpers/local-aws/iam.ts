import type { Credential } from './credentials.ts'
import { inputOf } from './json-protocol.ts'
import { formOf } from './query-protocol.ts'
import { ServiceError, type SignedRequest } from './types.ts'

/**
 * One statement of a policy, which allows something. Policies here never deny explicitly: everything that no statement
 * allows is denied.
 */
export interface Statement {
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface Policy {
  readonly Version: string
  readonly Statement: readonly Statement[]
}

/** The access that a request needs, in terms of a policy. */
interface Access {
  readonly action: string
  readonly resource: string
  /** Condition keys and their values, such as `s3:prefix`. */
  readonly context: Readonly<Record<string, string>>
}

/**
 * Identity policies. An identity without a policy may do everything; one with a policy may do only what it allows.
 * Roles are matched by name, so keys from AssumeRole carry the policy of their role.
 */
export class Iam {
  readonly #policies = new Map<string, Policy>()

  /** @param arn of a user or a role */
  attach(arn: string, policy: Policy): void {
    this.#policies.set(principalOf(arn), policy)
  }

  /** @throws ServiceError 403 AccessDenied, in AWS's words */
  check(service: string, operation: string, request: SignedRequest): void {
    const policy = this.#policies.get(principalOf(request.caller.arn))
    if (policy === undefined) return
    for (const access of accessesOf(service, operation, request)) {
      if (policy.Statement.some((statement) => allows(statement, access))) continue
      const { action, resource } = access
      const text = `User: ${request.caller.arn} is not authorized to perform: ${action} on resource: ${resource}`
      throw new ServiceError(service === 's3' ? 403 : 400, codeOf(service), text)
    }
  }
}

function codeOf(service: string): string {
  if (service === 's3' || service === 'sts' || service === 'sqs') return 'AccessDenied'
  return service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDeniedException'
}

/** `arn:aws:sts::1:assumed-role/NAME/SESSION` and `arn:aws:iam::1:role/NAME` are the same principal. */
function principalOf(arn: string): string {
  return arn.replace(/^(arn:[^:]*:)sts(::\d*:)assumed-role\/([^/]*)\/.*$/, '$1iam$2role/$3')
}

function accessesOf(service: string, operation: string, request: SignedRequest): readonly Access[] {
  const access = ACCESSES[service]?.(operation, request, request.caller)
  // GetCallerIdentity needs no permission.
  return access === undefined ? [] : [access]
}

const ACCESSES: Readonly<
  Record<string, (operation: string, request: SignedRequest, caller: Credential) => Access | undefined>
> = {
  s3(operation, { path, query }) {
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? []
    const isBucket = operation === 'ListObjectsV2' || operation === 'HeadBucket'
    return {
      action: isBucket ? 's3:ListBucket' : `s3:${operation}`,
      resource: isBucket ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`,
      context: isBucket ? { 's3:prefix': query.get('prefix') ?? '' } : {},
    }
  },
  sts(operation, request) {
    const form = formOf(request)
    const externalId = form.get('ExternalId')
    if (operation !== 'AssumeRole') return undefined
    const context: Record<string, string> = externalId === null ? {} : { 'sts:ExternalId': externalId }
    return { action: 'sts:AssumeRole', resource: form.get('RoleArn') ?? '', context }
  },
  ec2: (operation) => ({ action: `ec2:${operation}`, resource: '*', context: {} }),
  logs(operation, request, { account }) {
    const { logGroupName, logGroupIdentifier, logStreamName } = inputOf(request)
    const group = String(logGroupName ?? String(logGroupIdentifier ?? '*').replace(/^.*:log-group:/, ''))
    const base = `arn:aws:logs:${request.scope.region}:${account}:log-group:${group}`
    const isStream = operation === 'GetLogEvents' || operation === 'DeleteLogStream'
    return {
      action: `logs:${operation}`,
      resource: isStream ? `${base}:log-stream:${logStreamName}` : `${base}:*`,
      context: {},
    }
  },
  inspector: (operation) => ({ action: `inspector:${operation}`, resource: '*', context: {} }),
  inspector2: (operation) => ({ action: `inspector2:${operation}`, resource: '*', context: {} }),
  sqs(operation, request, { account }) {
    const { QueueName, QueueUrl } = inputOf(request)
    const queue = String(QueueName ?? QueueUrl ?? '').replace(/^.*\//, '')
    return {
      // Batch calls need the permission of the single calls.
      action: `sqs:${operation.replace(/Batch$/, '')}`,
      resource: `arn:aws:sqs:${request.scope.region}:${account}:${queue}`,
      context: {},
    }
  },
}

function allows(statement: Statement, { action, resource, context }: Access): boolean {
  const { Action, Resource, Condition = {} } = statement
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({ operator, key, wanted })),
  )
  return (
    matchesAny(Action, action.toLowerCase(), true) &&
    matchesAny(Resource, resource) &&
    conditions.every(({ operator, key, wanted }) => holds(operator, wanted, context[key]))
  )
}

function holds(operator: string, wanted: string | readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false
  if (operator === 'StringLike' || operator === 'ArnLike') return matchesAny(wanted, value)
  if (operator === 'StringEquals' || operator === 'ArnEquals') return [wanted].flat().includes(value)
  throw new Error(`the condition operator ${operator} is not known here`)
}

/** `*` and `?` as IAM reads them; `${*}`, `${?}` and `${$}` are the characters themselves. */
function matchesAny(patterns: string | readonly string[], value: string, ignoreCase = false): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern.replace(/\$\{([*?$])\}|[.+^${}()|[\]\\*?]/g, (part, character?: string) => {
      if (character !== undefined) return `\\${character}`
      if (part === '*') return '.*'
      return part === '?' ? '.' : `\\${part}`
    })
    return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(value)
  })
}
