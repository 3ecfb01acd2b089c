import type { Endpoint } from '../endpoints.ts'
import type { ApiClient } from '../transport/api-client.ts'
import { readText } from '../transport/http.ts'
import { queryRequest } from '../transport/query-protocol.ts'
import type { CredentialProvider, Credentials } from '../transport/sign.ts'
import { text } from '../transport/xml.ts'

/** A role to assume. */
export interface Role {
  readonly arn: string
  /** Default: the contract's, `WazuhLogParsing`. */
  readonly sessionName?: string
  readonly externalId?: string
  /** Default: AWS's, one hour. */
  readonly durationSeconds?: number
}

const SESSION_NAME = 'WazuhLogParsing'

/** Whose keys they are. */
export interface CallerIdentity {
  /** 12 digits. */
  readonly account: string
  /** Of the user, or of the session of a role. */
  readonly arn: string
}

/**
 * STS: who we are, and keys of a role.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export class Sts {
  readonly #client: ApiClient
  readonly #endpoint: Endpoint

  /** @param client with the keys of the run for {@link account}; roles are assumed with keys of their own, or none */
  constructor(client: ApiClient, endpoint: Endpoint) {
    this.#client = client
    this.#endpoint = endpoint
  }

  /** @returns the 12 digits of the account that the run's keys belong to @throws AwsFailure, signal.reason */
  async account(signal?: AbortSignal): Promise<string> {
    return (await this.caller(signal)).account
  }

  /** @returns who the run's keys belong to @throws AwsFailure, signal.reason */
  async caller(signal?: AbortSignal): Promise<CallerIdentity> {
    const xml = await this.#call('GetCallerIdentity', {}, { signal })
    return { account: text(xml, 'Account') ?? '', arn: text(xml, 'Arn') ?? '' }
  }

  /** @param by keys of the identity that assumes the role @throws AwsFailure */
  async assumeRole(role: Role, by: CredentialProvider): Promise<Credentials> {
    const duration = role.durationSeconds === undefined ? undefined : String(role.durationSeconds)
    const xml = await this.#call(
      'AssumeRole',
      { ...nameOf(role), ExternalId: role.externalId, DurationSeconds: duration },
      { credentials: by },
    )
    return readCredentials(xml)
  }

  /** @param webToken of the identity provider @throws AwsFailure */
  async assumeRoleWithWebIdentity(role: Role, webToken: string): Promise<Credentials> {
    const parameters = { ...nameOf(role), WebIdentityToken: webToken }
    const xml = await this.#call('AssumeRoleWithWebIdentity', parameters)
    return readCredentials(xml)
  }

  #call(
    operation: string,
    parameters: Readonly<Record<string, string | undefined>>,
    options: { credentials?: CredentialProvider; signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const request = queryRequest(operation, '2011-06-15', parameters)
    return this.#client.call({ service: 'sts', operation, endpoint: this.#endpoint, ...request, ...options }, readText)
  }
}

function nameOf({ arn, sessionName = SESSION_NAME }: Role) {
  return { RoleArn: arn, RoleSessionName: sessionName }
}

function readCredentials(xml: string): Credentials {
  return {
    accessKeyId: text(xml, 'AccessKeyId') ?? '',
    secretAccessKey: text(xml, 'SecretAccessKey') ?? '',
    sessionToken: text(xml, 'SessionToken') ?? '',
    expiration: new Date(text(xml, 'Expiration') ?? Number.NaN),
  }
}
