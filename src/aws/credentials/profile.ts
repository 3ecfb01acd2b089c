import { readFile } from 'node:fs/promises'
import { type FromIniInit, fromIni } from '@aws-sdk/credential-provider-ini'
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader'
import * as messages from '../../messages/aws.ts'
import type { Credentials } from '../transport/sign.ts'
import type { CredentialContext } from './context.ts'
import type { Role } from './sts.ts'

/**
 * Gets the keys of a profile that refers to their source: `role_arn`, `credential_process`, SSO, web identity, login.
 *
 * @throws AwsFailure of STS, Error of the SDK. The command line of a `credential_process` and its output may contain
 * secrets, so errors never show them
 */
export async function fromProfile({
  files: { configPath, credentialsPath },
  profileName,
  sts,
  clientConfig,
}: CredentialContext): Promise<Credentials> {
  // The SDK skips a section of the config file that is named without the word `profile`.
  const text = await readFile(configPath, 'utf8').catch(() => '')
  externalDataInterceptor.interceptFile(configPath, withProfileWords(text))
  const provider = fromIni({
    profile: profileName,
    configFilepath: configPath,
    filepath: credentialsPath,
    clientConfig: await clientConfig(),
    roleAssumer: async (by, role) => sts.assumeRole(roleOf(role), async () => by),
    roleAssumerWithWebIdentity: async (role) =>
      sts.assumeRoleWithWebIdentity(roleOf(role), role.WebIdentityToken ?? ''),
  })
  return provider().catch((cause: Error) => {
    throw cause.message.startsWith('Command failed') ? new Error(messages.credentialProcessFailed()) : cause
  })
}

/** `[dev]` → `[profile dev]`. */
function withProfileWords(config: string): string {
  return config.replace(/^(\s*\[)\s*(?!default\s*\])([^\]\s]+)(\s*\])/gm, '$1profile $2$3')
}

type RoleRequest = Partial<Parameters<NonNullable<FromIniInit['roleAssumer']>>[1]>

function roleOf({ RoleArn, RoleSessionName, ExternalId, DurationSeconds }: RoleRequest): Role {
  return { arn: RoleArn ?? '', sessionName: RoleSessionName, externalId: ExternalId, durationSeconds: DurationSeconds }
}
