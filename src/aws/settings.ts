import { endpointUrl } from '../endpoint-url.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/aws.ts'
import type { AwsOptions, Env } from '../options.ts'
import { type EndpointQuery, hostService, type Service } from './endpoints.ts'
import { type ConfigFiles, profileSections, readConfigFiles } from './profile/config-files.ts'
import { type Profile, readProfile } from './profile/profile.ts'
import { partitionOf } from './regions.ts'

export interface Settings {
  readonly options: AwsOptions
  readonly env: Env
  readonly files: ConfigFiles
  readonly profile: Profile
  readonly profileName: string
  /** Region of the clients without a region of their own (S3, STS, SQS). Default: the global endpoints. */
  readonly region?: string | undefined
}

/**
 * Reads the config files, and chooses the profile and the region.
 *
 * @throws RunError 23 if the profile is not in the config file, 17 if a value of it is invalid
 */
export async function readSettings(options: AwsOptions, env: Env): Promise<Settings> {
  const files = await readConfigFiles(env)
  const profile = readProfile(files, options.profile)
  const profileName = options.profile ?? (env.AWS_DEFAULT_PROFILE || env.AWS_PROFILE || 'default')
  // Other partitions (GovCloud, China) have their own keys and hosts, so their regions apply to all clients.
  const elsewhere = options.regions.find((region) => partitionOf(region).name !== 'aws')
  // Wazuh's documentation places the region beside the keys.
  const besideKeys = () => profileSections(files, profileName).find((section) => section.region)?.region
  const region = elsewhere ?? profile.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || besideKeys())
  return { options, env, files, profile, profileName, region }
}

/**
 * @param region region of the client. Default: that of the settings
 * @throws RunError 17 if a configured endpoint is not a URL
 */
export function endpointQuery(
  service: Service,
  settings: Settings,
  region = settings.region,
): EndpointQuery & { readonly fips: boolean; readonly dualStack: boolean } {
  const { options, env, profile } = settings
  const custom = flagEndpoint(service, options) ?? configuredEndpoint(SERVICE_IDS[service], settings)
  return {
    fips: isTrue(env.AWS_USE_FIPS_ENDPOINT ?? profile.section.use_fips_endpoint),
    dualStack: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT ?? profile.section.use_dualstack_endpoint),
    custom,
    region,
  }
}

/** Names of services in `AWS_ENDPOINT_URL_…` and in the `services` section of the config file. */
const SERVICE_IDS: Readonly<Record<Service, string>> = {
  s3: 's3',
  sts: 'sts',
  ec2: 'ec2',
  logs: 'cloudwatch_logs',
  inspector: 'inspector',
  inspector2: 'inspector2',
  sqs: 'sqs',
}

/** `--service_endpoint` is for the source of the logs: an endpoint of another AWS service is ignored here. */
function flagEndpoint(service: Service, options: AwsOptions): string | undefined {
  if (service === 'sts') return options.stsEndpoint
  const endpoint = options.serviceEndpoint
  if (endpoint === undefined) return undefined
  const of = hostService(new URL(endpoint).hostname)
  return of === undefined || of === service ? endpoint : undefined
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function configuredEndpoint(id: string, { env, profile }: Settings): string | undefined {
  const { section, services } = profile
  if (isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? section.ignore_configured_endpoint_urls)) return undefined
  const variable = `AWS_ENDPOINT_URL_${id.toUpperCase()}`
  const key = `${id}.endpoint_url`
  const places = [
    [variable, env[variable]],
    ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL],
    [key, services[key]],
    ['endpoint_url', section.endpoint_url],
  ] as const
  for (const [name, text] of places) if (text) return checkedUrl(name, text)
  return undefined
}

function checkedUrl(name: string, text: string): string {
  const url = endpointUrl(text)
  if (url !== undefined) return url
  throw new RunError(ExitCode.profileValue, messages.invalidValue(name, `'${text}' is no endpoint`))
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
