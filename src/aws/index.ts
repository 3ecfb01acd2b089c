import type { LookupFunction } from 'node:net'
import { debug, line } from '../log.ts'
import * as messages from '../messages/aws.ts'
import type { AwsOptions } from '../options.ts'
import type { FindingSource, LogSource } from '../services/types.ts'
import type { MessageQueue } from '../subscribers/types.ts'
import type { ObjectSource } from '../walker/types.ts'
import { findCredentials } from './credentials/chain.ts'
import { withRole } from './credentials/role.ts'
import { Sts } from './credentials/sts.ts'
import { bucketEndpoint, GLOBAL_REGION, type Service, serviceEndpoint } from './endpoints.ts'
import { readConfigFiles } from './profile/config-files.ts'
import { readProfile } from './profile/profile.ts'
import type { Tuning } from './profile/tuning.ts'
import { partitionOf } from './regions.ts'
import { LeanObjects } from './s3/lean-objects.ts'
import { describeFlowLogs } from './services/flow-logs.ts'
import { chosenEndpoint, clientRegion, endpointVariant } from './settings.ts'
import { createAgents } from './transport/agents.ts'
import { Caller } from './transport/caller.ts'
import { retriesByRegion } from './transport/retry.ts'
import type { ClientSettings } from './transport/sdk-client.ts'

/** Everything that a run wants of AWS. Clients are made, and their code loaded, when they are first used. */
export interface Connection {
  readonly objects: ObjectSource
  readonly tuning: Tuning
  /** Region that S3 is asked in; undefined: none is set, which S3 can do without. */
  readonly region?: string
  /** Region of the profile: where services are read when `--regions` names none. */
  readonly profileRegion?: string
  /** Partition of {@link region}: `aws`, `aws-us-gov`, `aws-cn`, … */
  readonly partition: string
  /**
   * Prints what the profile says (level 2), and that keys on the command line are deprecated: once for a bucket, once
   * for each region of a service.
   */
  announce(): void
  /** Account id of the caller. @throws AwsFailure */
  identity(): Promise<string>
  /** Ids of the flow logs of a region. @throws AwsFailure */
  flowLogs(region: string): Promise<readonly string[]>
  /** CloudWatch Logs of a region. */
  logs(region: string): Promise<LogSource>
  /** Findings of Inspector v2 of a region. */
  findings(region: string): Promise<FindingSource>
  /** Findings of classic Inspector of a region. */
  classicFindings(region: string): Promise<FindingSource>
  /** A queue by its name. @throws AwsFailure `not-found` when there is none */
  queue(name: string): Promise<MessageQueue>
  /** Ends idle connections. */
  close(): void
}

/** Parts of the world that tests replace. */
export interface World {
  /** Turns names into addresses. Default: the system's resolver. */
  readonly lookup?: LookupFunction
  /** Milliseconds. Defaults: 10,000 to connect, 60,000 of silence. */
  readonly timeouts?: { readonly connect: number; readonly idle: number }
}

const TIMEOUTS = { connect: 10_000, idle: 60_000 }

/**
 * Reads the profile and prepares the clients; calls nobody.
 *
 * @throws RunError 23 when the profile is not in the config file, 17 when a value of it cannot be used
 */
export async function connect(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  world: World = {},
): Promise<Connection> {
  const files = await readConfigFiles(env)
  const profile = readProfile(files, options.profile)
  const settings = { options, env, profile, files }
  const { tuning, lines, region: profileRegion } = profile
  const timeouts = world.timeouts ?? TIMEOUTS
  const agents = createAgents({ env, profile, connectTimeout: timeouts.connect, lookup: world.lookup })
  const shared = { agents, timeouts, retries: retriesByRegion(profile.retries), profile: profile.name }
  const region = clientRegion(settings)
  const query = (service: Service, of = region) => ({
    ...chosenEndpoint(service, settings),
    ...endpointVariant(settings),
    ...(of !== undefined && { region: of }),
  })

  const stsEndpoint = serviceEndpoint('sts', query('sts'))
  const roles = new Sts(new Caller(shared), stsEndpoint)
  const clientConfig = async () => {
    const { requestHandler } = await import('./transport/sdk-client.ts')
    return { region: region ?? GLOBAL_REGION, requestHandler: requestHandler(shared) }
  }
  const credentials = withRole(options, roles, findCredentials({ options, env, files, sts: roles, clientConfig }))
  const caller = new Caller({ ...shared, credentials })
  const client = (service: Service, of = region ?? GLOBAL_REGION): ClientSettings => ({
    ...shared,
    ...query(service, of),
    region: of,
    credentials,
    maxAttempts: profile.retries.maxAttempts,
  })

  const { addressingStyle, useAccelerateEndpoint: accelerate } = tuning
  const s3Endpoint = (bucket: string, corrected?: string) =>
    bucketEndpoint({ ...query('s3', corrected), bucket, addressingStyle, accelerate })
  const objects =
    env.AWS_S3_CLIENT === 'sdk'
      ? (await import('./s3/sdk-objects.ts')).createSdkObjects(client('s3'), tuning)
      : new LeanObjects(caller, s3Endpoint, tuning)

  return {
    objects,
    tuning,
    partition: partitionOf(region ?? GLOBAL_REGION).name,
    ...(region !== undefined && { region }),
    ...(profileRegion !== undefined && { profileRegion }),
    announce: () => {
      for (const text of lines) debug(2, text)
      if (options.accessKey !== undefined && options.secretKey !== undefined) line(messages.accessKeysDeprecated())
    },
    identity: () => new Sts(caller, stsEndpoint).account(),
    flowLogs: (of) => describeFlowLogs(caller, serviceEndpoint('ec2', query('ec2', of))),
    logs: async (of) => {
      const { createLogSource } = await import('./services/log-source.ts')
      return createLogSource(client('logs', of), caller, serviceEndpoint('logs', query('logs', of)))
    },
    findings: async (of) =>
      (await import('./services/finding-source.ts')).createFindingSource(client('inspector2', of)),
    classicFindings: async (of) =>
      (await import('./services/classic-finding-source.ts')).createClassicFindingSource(client('inspector', of)),
    queue: async (name) => (await import('./services/message-queue.ts')).findQueue(client('sqs'), name),
    close: () => agents.close(),
  }
}
