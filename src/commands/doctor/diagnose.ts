import { type Diagnosis, openDiagnosis } from '../../aws/diagnosis.ts'
import type { Probe } from '../../aws/probe.ts'
import { isKnownRegion } from '../../aws/regions.ts'
import type { Settings } from '../../aws/settings.ts'
import { findBucketType } from '../../buckets/index.ts'
import { abortable } from '../../concurrency/abortable.ts'
import * as messages from '../../messages/doctor.ts'
import type { AwsOptions, SourceOptions } from '../../options.ts'
import { findService, type services } from '../../services/index.ts'
import type { CommandContext } from '../contract.ts'
import { credentialsCheck, endpointChecks, profileCheck, regionCheck } from './access.ts'
import { bucketChecks } from './bucket.ts'
import type { Check } from './check.ts'
import { failedCall } from './explain.ts'
import { queueChecks } from './queue.ts'
import { serviceChecks } from './service.ts'

export interface Patient {
  readonly aws: AwsOptions
  /** Undefined: only check whether AWS can be reached, and as whom. */
  readonly source?: SourceOptions
}

/** Checks everything that a run needs on its way to the logs, in that order, as far as it changes nothing. */
export async function diagnose({ aws, source }: Patient, context: CommandContext): Promise<readonly Check[]> {
  const { check: profile, settings } = await profileCheck(aws, context.env)
  if (settings === undefined || profile.status === 'failed') return [profile]
  const region = regionCheck(settings, source && refusalOf(source))
  if (region.status === 'failed') return [profile, region]
  let diagnosis: Diagnosis
  try {
    diagnosis = openDiagnosis(settings)
  } catch (cause) {
    return [profile, region, failedCall('endpoint', cause)]
  }
  try {
    const reached = await abortable(reachChecks(diagnosis, source, settings), context.signal)
    const isReached = reached.every(({ name, status }) => name === 'clock' || status !== 'failed')
    if (!isReached || source === undefined) return [profile, region, ...reached]
    const tried = await abortable(sourceChecks(diagnosis, source, settings, context), context.signal)
    return [profile, region, ...reached, ...tried]
  } finally {
    diagnosis.close()
  }
}

/** @returns why a region cannot be read; undefined if all can */
function refusalOf(source: SourceOptions): string | undefined {
  if (source.kind === 'subscriber') return undefined
  const service = source.kind === 'service' ? findService(source.service) : undefined
  const refuses = (region: string) => (service ? service.regionError(region) !== undefined : !isKnownRegion(region))
  const refused = source.regions.find(refuses)
  if (refused === undefined) return undefined
  return service ? messages.serviceNotThere(service.name, refused) : messages.unknownRegion(refused)
}

async function reachChecks(
  diagnosis: Diagnosis,
  source: SourceOptions | undefined,
  settings: Settings,
): Promise<readonly Check[]> {
  const endpoint = await endpointChecks(() => probeOf(diagnosis, source, settings))
  if (endpoint[0]?.status === 'failed') return endpoint
  return [...endpoint, await credentialsCheck(diagnosis, source === undefined || asksSts(source, settings))]
}

/** The service to call, and whether it also asks STS for the caller's identity. */
const SERVICES = {
  cloudwatchlogs: { endpoint: 'logs', asksSts: false },
  inspector: { endpoint: 'inspector2', asksSts: true },
  'inspector-classic': { endpoint: 'inspector', asksSts: true },
} as const satisfies Record<keyof typeof services, object>

function probeOf(diagnosis: Diagnosis, source: SourceOptions | undefined, settings: Settings): Promise<Probe> {
  if (source === undefined) return diagnosis.probeService('sts')
  if (source.kind === 'bucket') return diagnosis.probeBucket(source.bucket)
  if (source.kind === 'subscriber') return diagnosis.probeService('sqs')
  const { endpoint } = SERVICES[source.service as keyof typeof services]
  return diagnosis.probeService(endpoint, regionsOf(source, settings)[0])
}

/** True if a run itself asks for the caller's identity, or assumes a role. */
function asksSts(source: SourceOptions, { options }: Settings): boolean {
  if (options.roleArn !== undefined) return true
  if (source.kind === 'bucket') return findBucketType(source.type)?.layout.kind === 'flat'
  return source.kind === 'service' && SERVICES[source.service as keyof typeof services].asksSts
}

/**
 * The regions in which a service is checked. A run reads all regions if neither flag nor profile names one: then one of
 * them suffices.
 */
function regionsOf({ regions }: { readonly regions: readonly string[] }, { profile }: Settings): readonly string[] {
  return regions.length > 0 ? regions : [profile.region ?? 'us-east-1']
}

async function sourceChecks(
  diagnosis: Diagnosis,
  source: SourceOptions,
  settings: Settings,
  context: CommandContext,
): Promise<readonly Check[]> {
  if (source.kind === 'bucket') return bucketChecks(diagnosis, source, context)
  if (source.kind === 'subscriber') return queueChecks(diagnosis, source)
  return serviceChecks(diagnosis, source, regionsOf(source, settings))
}
