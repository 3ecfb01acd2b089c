import { fromHttp } from '@aws-sdk/credential-provider-http'
import { fromInstanceMetadata } from '@smithy/credential-provider-imds'
import type { Env } from '../../options.ts'
import type { Credentials } from '../transport/sign.ts'

/** Time limit for an answer of this machine's own services. */
const TIMEOUT_MS = 1000

/**
 * Keys that ECS or EKS gives to a container.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function fromContainer(env: Env): Promise<Credentials> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  const full = env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? ''
  const token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN
  const tokenFile = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  return fromHttp({
    timeout: TIMEOUT_MS,
    maxRetries: 2,
    ...(relative ? { awsContainerCredentialsRelativeUri: relative } : { awsContainerCredentialsFullUri: full }),
    ...(token && { awsContainerAuthorizationToken: token }),
    ...(tokenFile && { awsContainerAuthorizationTokenFile: tokenFile }),
  })()
}

/**
 * Keys of the role of an EC2 instance, by version 2 of its metadata service.
 *
 * @returns undefined on other machines, where nothing responds
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 */
export function fromInstance(): Promise<Credentials | undefined> {
  return fromInstanceMetadata({ timeout: TIMEOUT_MS, maxRetries: 1 })().catch(() => undefined)
}
