import type { ConnectOverrides } from './connection.ts'
import { credentialChain } from './credentials/chain.ts'
import { withRole } from './credentials/role.ts'
import { Sts } from './credentials/sts.ts'
import { bucketEndpoint, type Endpoint, GLOBAL_REGION, type Service, serviceEndpoint } from './endpoints.ts'
import type { BucketEndpoint } from './s3/object-source.ts'
import { endpointQuery, type Settings } from './settings.ts'
import { createAgents } from './transport/agents.ts'
import { ApiClient } from './transport/api-client.ts'
import type { JsonProtocol, JsonService } from './transport/json-protocol.ts'
import { retriesByRegion } from './transport/retry.ts'
import type { SdkSettings } from './transport/sdk.ts'
import { Silence } from './transport/silence.ts'

/** Shared by all clients of a run: connections, keys, retries and endpoints. */
export interface Session {
  /** It uses the keys of the run. */
  readonly api: ApiClient
  /** @param region default: that of the settings */
  endpoint(service: Exclude<Service, 's3'>, region?: string): Endpoint
  readonly bucketEndpoint: BucketEndpoint
  /** @param region default: that of the settings */
  json(protocol: JsonProtocol, region?: string): JsonService
  /** @param region default: that of the settings */
  sdk(service: Service, region?: string): SdkSettings
  close(): void
}

const TIMEOUTS = { connectMs: 10_000, idleMs: 60_000, slowMs: 60_000, silenceMs: 180_000 }

/** Prepares the clients; sends nothing. @throws RunError 17 if a PEM file cannot be read */
export function openSession(settings: Settings, { lookup, timeouts: given }: ConnectOverrides = {}): Session {
  const { options, env, profile, region = GLOBAL_REGION } = settings
  const timeouts = { ...TIMEOUTS, ...given }
  const silence = new Silence(timeouts.silenceMs)
  const agents = createAgents({ env, profile, connectTimeoutMs: timeouts.connectMs, lookup })
  const line = { agents, timeouts, silence }
  const shared = { line, retries: retriesByRegion(profile.retries, silence), profile: profile.name }
  const endpoint: Session['endpoint'] = (service, of) => serviceEndpoint(service, endpointQuery(service, settings, of))

  const sts = new Sts(new ApiClient(shared), endpoint('sts'))
  const clientConfig = async () => {
    const { requestHandler } = await import('./transport/sdk.ts')
    return { region, requestHandler: requestHandler(shared) }
  }
  const credentials = withRole(options, sts, credentialChain({ ...settings, sts, clientConfig }))

  const api = new ApiClient({ ...shared, credentials })
  return {
    api,
    endpoint,
    json: (protocol, of) => ({ api, endpoint: endpoint(protocol.service, of), protocol }),
    bucketEndpoint: (bucket, corrected) => {
      const { addressingStyle, useAccelerateEndpoint: accelerate } = profile.tuning
      return bucketEndpoint({ ...endpointQuery('s3', settings, corrected), bucket, addressingStyle, accelerate })
    },
    sdk: (service, of = region) => {
      const { maxAttempts } = profile.retries
      return { ...shared, ...endpointQuery(service, settings, of), region: of, credentials, maxAttempts }
    },
    close: () => agents.close(),
  }
}
