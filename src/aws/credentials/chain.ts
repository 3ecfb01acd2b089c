import { readFile } from 'node:fs/promises'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/aws.ts'
import type { AwsOptions } from '../../options.ts'
import { AwsFailure } from '../failure.ts'
import type { ConfigFiles, Section } from '../profile/config-files.ts'
import type { Credentials } from '../transport/sign.ts'
import type { CredentialSource } from './renewing.ts'
import { renewing } from './renewing.ts'
import type { Sts } from './sts.ts'

/** What the sources of credentials need. */
export interface CredentialContext {
  readonly options: Pick<AwsOptions, 'accessKey' | 'secretKey' | 'profile'>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly files: ConfigFiles
  /** For roles of a profile and for web identities; their base keys are given with each call. */
  readonly sts: Sts
  /** Region and connections for the clients that the SDK's own sources make (SSO). */
  readonly clientConfig: () => Promise<object>
}

/** A place where keys may be; undefined: there are none. */
interface Source {
  /** As it is named in errors. */
  readonly name: string
  find(): Promise<Credentials | undefined>
}

/**
 * The first keys found on the command line, in the environment, in the profile, from the container, from the
 * instance. A source that is configured but fails ends the search.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @throws RunError 3, 23 when the profile is in neither file, AwsFailure when STS cannot be reached or throttles
 */
export function findCredentials(context: CredentialContext): CredentialSource {
  const sources = sourcesOf(context)
  return renewing(async () => {
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

/** A failure of a source of credentials: exit 3, unless the way there is the trouble. */
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
  // A profile that is asked for by name is meant: the environment does not come before it.
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
      return sts.assumeRoleWithWebIdentity({ arn, sessionName: session || SESSION_NAME }, token)
    },
  }
}

/** Session name of a role that names none: the contract's. */
export const SESSION_NAME = 'WazuhLogParsing'

function keysOf(section: Section, id: string, secret: string, token: string): Credentials | undefined {
  const { [id]: accessKeyId, [secret]: secretAccessKey, [token]: sessionToken } = section
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}

/** Keys in a profile that make it more than a pair of keys; the SDK knows what to do with them. */
const INDIRECT = [
  'role_arn',
  'credential_process',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
  'login_session',
]

/** The profile whose keys are used. */
export function profileName({ options, env }: Pick<CredentialContext, 'options' | 'env'>): string {
  return options.profile ?? (env.AWS_DEFAULT_PROFILE || env.AWS_PROFILE || 'default')
}

/** What the files say about a profile: the credentials file first. */
export function profileSections(files: ConfigFiles, name: string): readonly Section[] {
  const sections = [files.credentials?.[name], files.config?.[name], files.config?.[`profile.${name}`]]
  return sections.filter((section) => section !== undefined)
}

function profileSource(context: CredentialContext): Source {
  const name = profileName(context)
  return {
    name: `profile '${name}'`,
    async find() {
      const known = profileSections(context.files, name)
      if (known.length === 0 && name !== 'default') {
        throw new RunError(ExitCode.profileNotFound, messages.unknownProfile(name))
      }
      if (known.some((section) => INDIRECT.some((key) => key in section))) {
        return (await import('./profile.ts')).fromProfile(context, name)
      }
      for (const section of known) {
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
