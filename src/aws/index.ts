import { debug, line } from '../log.ts'
import * as messages from '../messages/aws.ts'
import type { AwsOptions, Env } from '../options.ts'
import type { Connection, ConnectOverrides } from './connection.ts'
import { Sts } from './credentials/sts.ts'
import { S3ObjectSource } from './s3/object-source.ts'
import { describeFlowLogs } from './services/flow-logs.ts'
import { openSession } from './session.ts'
import { readSettings } from './settings.ts'
import { LOGS, SQS } from './transport/json-protocol.ts'

export type { Connection } from './connection.ts'

/**
 * Reads the profile and prepares the clients; sends nothing.
 *
 * @throws RunError 23 if the profile is not in the config file, 17 if a value of it is invalid
 */
export async function connect(options: AwsOptions, env: Env, overrides: ConnectOverrides = {}): Promise<Connection> {
  const settings = await readSettings(options, env)
  const session = openSession(settings, overrides)
  const { api } = session
  const { tuning, lines, region: profileRegion } = settings.profile
  return {
    objects: new S3ObjectSource(api, session.bucketEndpoint, tuning),
    tuning,
    profileRegion,
    logProfile: () => {
      for (const text of lines) debug(2, text)
      if (options.accessKey !== undefined && options.secretKey !== undefined) line(messages.accessKeysDeprecated())
    },
    identity: (signal) => new Sts(api, session.endpoint('sts')).account(signal),
    flowLogs: async (region, signal) => describeFlowLogs(api, session.endpoint('ec2', region), signal),
    logs: async (region) => {
      const { createLogSource } = await import('./services/logs.ts')
      return createLogSource(session.json(LOGS, region))
    },
    findings: async (region) =>
      (await import('./services/findings.ts')).createFindingSource(session.sdk('inspector2', region)),
    classicFindings: async (region) =>
      (await import('./services/findings.ts')).createClassicFindingSource(session.sdk('inspector', region)),
    queue: async (name, signal, hideSeconds) =>
      (await import('./services/queue.ts')).findQueue(session.json(SQS), name, signal, hideSeconds),
    close: () => session.close(),
  }
}
