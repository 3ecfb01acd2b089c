import type { Credentials } from './credentials.ts'
import { formOf, queryError, queryReply } from './query-protocol.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'
import { element } from './xml.ts'

const XMLNS = 'https://sts.amazonaws.com/doc/2011-06-15/'
const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/

/** A role that was assumed. */
export interface AssumedRole {
  readonly roleArn: string
  readonly sessionName: string
  readonly externalId: string | undefined
  /** Seconds, as requested. */
  readonly duration: number | undefined
}

/**
 * STS: the caller's identity, and temporary keys. Any role may be assumed, unless {@link requireExternalId} names it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export class Sts implements Service {
  readonly name = 'sts'
  readonly assumed: AssumedRole[] = []
  /** Seconds for which temporary keys live, whatever is requested; for tests of their renewal. */
  lifetime: number | undefined
  readonly #credentials: Credentials
  readonly #now: () => number
  readonly #externalIds = new Map<string, string>()

  constructor(credentials: Credentials, now: () => number) {
    this.#credentials = credentials
    this.#now = now
  }

  /** Requires an external id for the role from now on. */
  requireExternalId(roleArn: string, externalId: string): void {
    this.#externalIds.set(roleArn, externalId)
  }

  operationOf(request: AwsRequest): string {
    return formOf(request).get('Action') ?? ''
  }

  /** The requested role. */
  resourceOf(request: AwsRequest): string {
    return formOf(request).get('RoleArn') ?? ''
  }

  answer(operation: string, request: SignedRequest): Reply {
    if (operation === 'AssumeRole') return this.#assumeRole(request)
    if (operation !== 'GetCallerIdentity')
      throw new ServiceError(400, 'InvalidAction', `Could not find operation ${operation}`)
    const { arn, account, accessKey } = request.caller
    return queryReply(operation, XMLNS, [
      element('Arn', arn),
      element('UserId', accessKey),
      element('Account', account),
    ])
  }

  refuse(error: ServiceError, requestId: string): Reply {
    return queryError(XMLNS, error, requestId)
  }

  #assumeRole(request: SignedRequest): Reply {
    const form = formOf(request)
    const role = this.#readRole(form, request.caller.arn)
    this.assumed.push(role)
    const [, account = '', name = ''] = ROLE.exec(role.roleArn) ?? []
    const arn = `arn:aws:sts::${account}:assumed-role/${name}/${role.sessionName}`
    const expires = this.#now() + (this.lifetime ?? role.duration ?? 3600) * 1000
    const keys = this.#credentials.issue(account, arn, expires)
    return queryReply('AssumeRole', XMLNS, [
      element('Credentials', [
        element('AccessKeyId', keys.accessKey),
        element('SecretAccessKey', keys.secret),
        element('SessionToken', keys.sessionToken),
        element('Expiration', new Date(expires).toISOString()),
      ]),
      element('AssumedRoleUser', [element('AssumedRoleId', `AROA:${role.sessionName}`), element('Arn', arn)]),
    ])
  }

  #readRole(form: URLSearchParams, callerArn: string): AssumedRole {
    const roleArn = form.get('RoleArn') ?? ''
    const sessionName = form.get('RoleSessionName') ?? ''
    const externalId = form.get('ExternalId') ?? undefined
    const seconds = form.get('DurationSeconds')
    const duration = seconds === null ? undefined : Number(seconds)
    if (!ROLE.test(roleArn)) throw new ServiceError(400, 'ValidationError', `${roleArn} is invalid`)
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
      throw new ServiceError(400, 'ValidationError', 'RoleSessionName is invalid')
    if (duration !== undefined && !(duration >= 900 && duration <= 43_200)) {
      throw new ServiceError(400, 'ValidationError', 'DurationSeconds must be between 900 and 43200')
    }
    const required = this.#externalIds.get(roleArn)
    if (required !== undefined && required !== externalId) {
      const text = `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
      throw new ServiceError(403, 'AccessDenied', text)
    }
    return { roleArn, sessionName, externalId, duration }
  }
}
