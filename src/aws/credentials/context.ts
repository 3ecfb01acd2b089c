import type { AwsOptions, Env } from '../../options.ts'
import type { ConfigFiles } from '../profile/config-files.ts'
import type { Sts } from './sts.ts'

export interface CredentialContext {
  readonly options: Pick<AwsOptions, 'accessKey' | 'secretKey' | 'profile'>
  readonly env: Env
  readonly files: ConfigFiles
  readonly profileName: string
  /** Assumes the roles of profiles and web identities; the keys that assume them come with each call. */
  readonly sts: Sts
  /** Region and connections of the clients that the SDK's own providers create (SSO, login). */
  readonly clientConfig: () => Promise<object>
}
