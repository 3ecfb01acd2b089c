import { readFile } from 'node:fs/promises'
import { fromIni } from '@aws-sdk/credential-provider-ini'
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader'
import * as messages from '../../messages/aws.ts'
import type { Credentials } from '../transport/sign.ts'
import { type CredentialContext, SESSION_NAME } from './chain.ts'
import type { Role } from './sts.ts'

/**
 * Keys of a profile that tells how to get them: `role_arn`, `credential_process`, SSO, web identity, login.
 *
 * @throws AwsFailure of STS, Error of the SDK: but not with the command line of a process that failed, nor with what it
 * printed, as there may be secrets in them
 */
export async function fromProfile(context: CredentialContext, profile: string): Promise<Credentials> {
  const { files, sts, clientConfig } = context
  // The SDK passes over a section of the config file that is named without the word `profile`.
  const text = await readFile(files.configPath, 'utf8').catch(() => '')
  externalDataInterceptor.interceptFile(files.configPath, withProfileWords(text))
  const keys = fromIni({
    profile,
    configFilepath: files.configPath,
    filepath: files.credentialsPath,
    clientConfig: await clientConfig(),
    roleAssumer: async (by, role) => sts.assumeRole(roleOf(role), async () => by),
    roleAssumerWithWebIdentity: async (role) =>
      sts.assumeRoleWithWebIdentity(roleOf(role), role.WebIdentityToken ?? ''),
  })
  return keys().catch((cause: Error) => {
    throw cause.message.startsWith('Command failed') ? new Error(messages.credentialProcessFailed()) : cause
  })
}

/** `[dev]` → `[profile dev]`. */
function withProfileWords(config: string): string {
  return config.replace(/^(\s*\[)\s*(?!default\s*\])([^\]\s]+)(\s*\])/gm, '$1profile $2$3')
}

interface RoleRequest {
  readonly RoleArn?: string | undefined
  readonly RoleSessionName?: string | undefined
  readonly ExternalId?: string | undefined
  readonly DurationSeconds?: number | undefined
}

function roleOf({ RoleArn, RoleSessionName, ExternalId, DurationSeconds }: RoleRequest): Role {
  return {
    arn: RoleArn ?? '',
    sessionName: RoleSessionName ?? SESSION_NAME,
    ...(ExternalId !== undefined && { externalId: ExternalId }),
    ...(DurationSeconds !== undefined && { duration: DurationSeconds }),
  }
}
