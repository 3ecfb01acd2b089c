import { endpointUrl } from '../endpoint-url.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/aws.ts'
import type { AwsOptions } from '../options.ts'
import { profileName, profileSections } from './credentials/chain.ts'
import { hostService, type Service } from './endpoints.ts'
import type { ConfigFiles } from './profile/config-files.ts'
import type { Profile } from './profile/profile.ts'
import { partitionOf } from './regions.ts'

/** Everything that decides how AWS is reached. */
export interface Settings {
  readonly options: AwsOptions
  readonly env: Readonly<Record<string, string | undefined>>
  readonly profile: Profile
  readonly files: ConfigFiles
}

/**
 * Region of the clients that have none of their own (S3, STS, SQS): of `--regions` only one of another partition
 * (GovCloud, China), whose keys and hosts are different ones; else the profile's, else the environment's, else the one
 * that stands beside the keys, as Wazuh's documentation shows it.
 */
export function clientRegion({ options, env, profile, files }: Settings): string | undefined {
  const elsewhere = options.regions.find((region) => partitionOf(region).name !== 'aws')
  const besideKeys = () => profileSections(files, profileName({ options, env })).find(({ region }) => region)?.region
  return elsewhere ?? profile.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || besideKeys())
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

/**
 * The endpoint that was asked for, if any: by flag, by the environment, by the profile.
 *
 * @throws RunError 17 when it is none
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function chosenEndpoint(service: Service, settings: Settings): { custom?: string } {
  const custom = flagEndpoint(service, settings.options) ?? configuredEndpoint(SERVICE_IDS[service], settings)
  return custom === undefined ? {} : { custom }
}

/** `--service_endpoint` is for what is being read; one that names another service of AWS says nothing about this one. */
function flagEndpoint(service: Service, options: AwsOptions): string | undefined {
  if (service === 'sts') return options.stsEndpoint
  const endpoint = options.serviceEndpoint
  if (endpoint === undefined) return undefined
  const of = hostService(new URL(endpoint).hostname)
  return of === undefined || of === service ? endpoint : undefined
}

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

/** Whether FIPS and dual-stack endpoints are asked for. */
export function endpointVariant({ env, profile: { section } }: Settings): { fips: boolean; dualStack: boolean } {
  return {
    fips: isTrue(env.AWS_USE_FIPS_ENDPOINT ?? section.use_fips_endpoint),
    dualStack: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT ?? section.use_dualstack_endpoint),
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
