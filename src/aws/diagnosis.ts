import type { ObjectSource } from '../walker/types.ts'
import { type CallerIdentity, Sts } from './credentials/sts.ts'
import type { Service } from './endpoints.ts'
import { type Probe, probeEndpoint } from './probe.ts'
import { S3ObjectSource } from './s3/object-source.ts'
import { describeFlowLogs } from './services/flow-logs.ts'
import type { QueueLook } from './services/samples.ts'
import { openSession } from './session.ts'
import type { Settings } from './settings.ts'
import { toFailure } from './transport/errors.ts'
import { LOGS, SQS } from './transport/json-protocol.ts'

/** AWS as the doctor sees it: each call is made once, asks for little, and does not wait long. It changes nothing. */
export interface Diagnosis {
  readonly objects: ObjectSource
  readonly tuning: { readonly maxConcurrentRequests: number }
  /** @throws AwsFailure `unreachable` */
  probeBucket(bucket: string): Promise<Probe>
  /** @throws AwsFailure `unreachable` */
  probeService(service: Exclude<Service, 's3'>, region?: string): Promise<Probe>
  /** @throws AwsFailure, RunError 3, 23 */
  whoAmI(): Promise<CallerIdentity>
  /** @returns the 12-digit id of the caller's account @throws AwsFailure, RunError 3, 23 */
  identity(): Promise<string>
  /** @throws AwsFailure */
  flowLogs(region: string): Promise<readonly string[]>
  /** @returns the names of groups that start with the prefix @throws AwsFailure */
  logGroups(region: string, prefix: string): Promise<readonly string[]>
  newestStream(region: string, group: string): Promise<string | undefined>
  newestEvent(region: string, group: string, stream: string): Promise<number | undefined>
  hasFinding(region: string): Promise<boolean>
  hasClassicFinding(region: string): Promise<boolean>
  lookAtQueue(name: string): Promise<QueueLook>
  peekMessage(url: string): Promise<string | undefined>
  close(): void
}

const TIMEOUTS = { connectMs: 5_000, idleMs: 20_000 }
/** A failed call is made once more: a failure that passes needs no advice. */
const RETRIES = { mode: 'standard', maxAttempts: 2 } as const

/** Prepares the calls; sends nothing. @throws RunError 17 if a PEM file cannot be read */
export function openDiagnosis(read: Settings): Diagnosis {
  const settings = { ...read, profile: { ...read.profile, retries: RETRIES } }
  const session = openSession(settings, { timeouts: TIMEOUTS })
  const { api } = session
  const { tuning } = settings.profile
  const sts = () => new Sts(api, session.endpoint('sts'))
  const samples = () => import('./services/samples.ts')
  const probe = async (endpoint: ReturnType<typeof session.endpoint>) => {
    const { line, profile } = session.sdk('s3')
    const url = `${endpoint.protocol}//${endpoint.hostname}`
    return probeEndpoint(endpoint, line).catch((cause) => {
      throw toFailure(cause, { operation: 'GET', url, profile, attempts: 1, exhausted: false })
    })
  }
  return {
    objects: new S3ObjectSource(api, session.bucketEndpoint, tuning),
    tuning,
    probeBucket: (bucket) => probe(session.bucketEndpoint(bucket)),
    probeService: (service, region) => probe(session.endpoint(service, region)),
    whoAmI: () => sts().caller(),
    identity: () => sts().account(),
    flowLogs: (region) => describeFlowLogs(api, session.endpoint('ec2', region)),
    logGroups: async (region, prefix) => {
      const { createLogSource } = await import('./services/logs.ts')
      return createLogSource(session.json(LOGS, region)).groups(prefix)
    },
    newestStream: async (region, group) => (await samples()).newestStream(session.json(LOGS, region), group),
    newestEvent: async (region, group, stream) =>
      (await samples()).newestEvent(session.json(LOGS, region), group, stream),
    hasFinding: async (region) => (await samples()).hasFinding(session.sdk('inspector2', region)),
    hasClassicFinding: async (region) => (await samples()).hasClassicFinding(session.sdk('inspector', region)),
    lookAtQueue: async (name) => (await samples()).lookAtQueue(session.json(SQS), name),
    peekMessage: async (url) => (await samples()).peekMessage(session.json(SQS), url),
    close: () => session.close(),
  }
}
