import type { Endpoint } from '../endpoints.ts'
import { readXml, required } from '../transport/answers.ts'
import type { ApiClient } from '../transport/api-client.ts'
import { queryRequest } from '../transport/query-protocol.ts'
import type { CredentialProvider, Credentials } from '../transport/sign.ts'
import { child, textOf, type XmlElement } from '../transport/xml.ts'

export interface Role {
  readonly arn: string
  /** Default: `WazuhLogParsing`, as the contract requires. */
  readonly sessionName?: string | undefined
  readonly externalId?: string | undefined
  /** Default: AWS's, one hour. */
  readonly durationSeconds?: number | undefined
}

const SESSION_NAME = 'WazuhLogParsing'

export interface CallerIdentity {
  readonly account: string
  /** ARN of the user, or of a role's session. */
  readonly arn: string
}

/**
 * STS: the identity of the caller, and keys of roles.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export class Sts {
  readonly #client: ApiClient
  readonly #endpoint: Endpoint

  /** @param client with the keys of the run for {@link account}; roles are assumed with other keys, or without */
  constructor(client: ApiClient, endpoint: Endpoint) {
    this.#client = client
    this.#endpoint = endpoint
  }

  /** @returns the 12 digits of the account that the run's keys belong to @throws AwsFailure, signal.reason */
  async account(signal?: AbortSignal): Promise<string> {
    return (await this.caller(signal)).account
  }

  /** @returns the identity of the run's keys @throws AwsFailure, signal.reason */
  async caller(signal?: AbortSignal): Promise<CallerIdentity> {
    return this.#call('GetCallerIdentity', {}, identityIn, { signal })
  }

  /** @param by keys of the identity that assumes the role @throws AwsFailure */
  async assumeRole(role: Role, by: CredentialProvider): Promise<Credentials> {
    const duration = role.durationSeconds === undefined ? undefined : String(role.durationSeconds)
    const parameters = { ...nameOf(role), ExternalId: role.externalId, DurationSeconds: duration }
    return this.#call('AssumeRole', parameters, credentialsIn, { credentials: by })
  }

  /** @param webToken token of the identity provider @throws AwsFailure */
  async assumeRoleWithWebIdentity(role: Role, webToken: string): Promise<Credentials> {
    const parameters = { ...nameOf(role), WebIdentityToken: webToken }
    return this.#call('AssumeRoleWithWebIdentity', parameters, credentialsIn)
  }

  #call<T>(
    operation: string,
    parameters: Readonly<Record<string, string | undefined>>,
    read: (result: XmlElement | undefined) => T,
    options: { credentials?: CredentialProvider; signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const request = queryRequest(operation, '2011-06-15', parameters)
    const call = { service: 'sts', operation, endpoint: this.#endpoint, ...request, ...options } as const
    return this.#client.call(call, async (response) =>
      read(child(await readXml(response, `${operation}Response`), `${operation}Result`)),
    )
  }
}

function nameOf({ arn, sessionName = SESSION_NAME }: Role) {
  return { RoleArn: arn, RoleSessionName: sessionName }
}

function identityIn(result: XmlElement | undefined): CallerIdentity {
  return { account: required(result, 'Account'), arn: textOf(result, 'Arn') ?? '' }
}

function credentialsIn(result: XmlElement | undefined): Credentials {
  const found = child(result, 'Credentials')
  return {
    accessKeyId: required(found, 'AccessKeyId'),
    secretAccessKey: required(found, 'SecretAccessKey'),
    sessionToken: textOf(found, 'SessionToken') ?? '',
    expiration: new Date(textOf(found, 'Expiration') ?? Number.NaN),
  }
}
