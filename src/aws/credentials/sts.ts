import type { Endpoint } from '../endpoints.ts'
import { text } from '../s3/xml.ts'
import type { Caller } from '../transport/caller.ts'
import { readText } from '../transport/http.ts'
import { type Credentials, encode } from '../transport/sign.ts'
import type { CredentialSource } from './renewing.ts'

/** A role to take on. */
export interface Role {
  readonly arn: string
  readonly sessionName: string
  readonly externalId?: string
  /** Seconds. Default: AWS's, one hour. */
  readonly duration?: number
}

/**
 * STS: who we are, and keys for a role.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export class Sts {
  readonly #caller: Caller
  readonly #endpoint: Endpoint

  /** @param caller with the keys of the run for {@link account}; roles are assumed with keys of their own, or none */
  constructor(caller: Caller, endpoint: Endpoint) {
    this.#caller = caller
    this.#endpoint = endpoint
  }

  /** The 12 digits of the account that the run's keys belong to. @throws AwsFailure */
  async account(): Promise<string> {
    const xml = await this.#call('GetCallerIdentity', {})
    return text(xml, 'Account') ?? ''
  }

  /** @throws AwsFailure */
  async assumeRole(role: Role, by: CredentialSource): Promise<Credentials> {
    const duration = role.duration === undefined ? undefined : String(role.duration)
    const xml = await this.#call(
      'AssumeRole',
      { RoleArn: role.arn, RoleSessionName: role.sessionName, ExternalId: role.externalId, DurationSeconds: duration },
      by,
    )
    return readCredentials(xml)
  }

  /** @throws AwsFailure */
  async assumeRoleWithWebIdentity(role: Role, webToken: string): Promise<Credentials> {
    const xml = await this.#call('AssumeRoleWithWebIdentity', {
      RoleArn: role.arn,
      RoleSessionName: role.sessionName,
      WebIdentityToken: webToken,
    })
    return readCredentials(xml)
  }

  #call(
    operation: string,
    parameters: Readonly<Record<string, string | undefined>>,
    credentials?: CredentialSource,
  ): Promise<string> {
    const call = { service: 'sts', operation, endpoint: this.#endpoint, ...(credentials && { credentials }) } as const
    return this.#caller.call({ ...call, ...queryRequest(operation, '2011-06-15', parameters) }, readText)
  }
}

/**
 * A request of AWS's query protocol, which STS and EC2 speak.
 *
 * @param parameters undefined ones are left out
 */
export function queryRequest(
  operation: string,
  version: string,
  parameters: Readonly<Record<string, string | undefined>>,
) {
  const all = { Action: operation, Version: version, ...parameters }
  const body = Object.entries(all)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { method: 'POST', path: '/', query: '', headers, body } as const
}

function readCredentials(xml: string): Credentials {
  return {
    accessKeyId: text(xml, 'AccessKeyId') ?? '',
    secretAccessKey: text(xml, 'SecretAccessKey') ?? '',
    sessionToken: text(xml, 'SessionToken') ?? '',
    expiration: new Date(text(xml, 'Expiration') ?? Number.NaN),
  }
}
