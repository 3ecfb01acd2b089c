import { readFile } from 'node:fs/promises'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/aws.ts'
import { wordList } from '../../word-list.ts'
import { AwsFailure } from '../failure.ts'
import { profileSections, type Section } from '../profile/config-files.ts'
import type { CredentialProvider, Credentials } from '../transport/sign.ts'
import type { CredentialContext } from './context.ts'
import { refreshing } from './refreshing.ts'

interface Source {
  readonly name: string
  /** @returns undefined if it has no keys */
  find(): Promise<Credentials | undefined>
}

/**
 * Searches for keys on the command line, in the environment, in the profile, in the container, in the instance. The
 * first ones found count. A source that is configured but fails ends the search.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @throws RunError 3, 23 if the profile is in neither file, AwsFailure if STS cannot be reached or throttles
 */
export function credentialChain(context: CredentialContext): CredentialProvider {
  const sources = sourcesOf(context)
  return refreshing(async () => {
    for (const source of sources) {
      const found = await source.find().catch((cause) => {
        throw asAccessError(source.name, cause)
      })
      if (found !== undefined) return found
    }
    throw new RunError(ExitCode.credentials, [
      { level: 'error', text: messages.accessError(messages.noCredentials()) },
      { level: 1, text: messages.credentialsSought(sources.map((s) => s.name)) },
    ])
  })
}

/** @returns exit 3 for a source of credentials that failed, unless AWS cannot be reached or throttles */
export function asAccessError(source: string, cause: unknown): unknown {
  if (cause instanceof RunError) return cause
  if (cause instanceof AwsFailure) {
    if (cause.kind === 'unreachable' || cause.kind === 'throttled' || cause.kind === 'clock-skew') return cause
    return new RunError(ExitCode.credentials, messages.accessError(cause.message), { cause })
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new RunError(ExitCode.credentials, messages.accessError(messages.credentialsFailed(source, reason)), { cause })
}

function sourcesOf(context: CredentialContext): readonly Source[] {
  const { accessKey, secretKey, profile } = context.options
  if (accessKey !== undefined && secretKey !== undefined) {
    const keys = { accessKeyId: accessKey, secretAccessKey: secretKey }
    return [{ name: 'command line', find: async () => keys }]
  }
  const common = [profileSource(context), containerSource(context), instanceSource(context)]
  // An explicitly named profile takes precedence over the environment.
  return profile === undefined ? [environmentSource(context), webIdentitySource(context), ...common] : common
}

function environmentSource({ env }: CredentialContext): Source {
  return {
    name: 'environment',
    find: async () => keysOf({ ...env } as Section, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'),
  }
}

function webIdentitySource({ env, sts }: CredentialContext): Source {
  return {
    name: 'web identity',
    async find() {
      const { AWS_ROLE_ARN: arn, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_SESSION_NAME: session } = env
      if (!arn || !file) return undefined
      const token = (await readFile(file, 'utf8')).trim()
      return sts.assumeRoleWithWebIdentity({ arn, sessionName: session || undefined }, token)
    },
  }
}

function keysOf(section: Section, id: string, secret: string, token: string): Credentials | undefined {
  const { [id]: accessKeyId, [secret]: secretAccessKey, [token]: sessionToken } = section
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}

/** Keys of a profile that refer to other sources of credentials; the SDK handles them. */
const INDIRECT = wordList('role_arn credential_process sso_session sso_start_url web_identity_token_file login_session')

function profileSource(context: CredentialContext): Source {
  const { files, profileName } = context
  return {
    name: `profile '${profileName}'`,
    async find() {
      const sections = profileSections(files, profileName)
      if (sections.length === 0 && profileName !== 'default') {
        throw new RunError(ExitCode.profileNotFound, messages.unknownProfile(profileName))
      }
      if (sections.some((section) => INDIRECT.some((key) => key in section))) {
        return (await import('./profile.ts')).fromProfile(context)
      }
      for (const section of sections) {
        const keys = keysOf(section, 'aws_access_key_id', 'aws_secret_access_key', 'aws_session_token')
        if (keys !== undefined) return keys
      }
      return undefined
    },
  }
}

function containerSource({ env }: CredentialContext): Source {
  return {
    name: 'container',
    async find() {
      if (!env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI && !env.AWS_CONTAINER_CREDENTIALS_FULL_URI) return undefined
      return (await import('./machine.ts')).fromContainer(env)
    },
  }
}

function instanceSource({ env }: CredentialContext): Source {
  return {
    name: 'instance metadata',
    async find() {
      if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined
      return (await import('./machine.ts')).fromInstance()
    },
  }
}
