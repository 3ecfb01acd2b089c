import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { readSample } from '../helpers/fixtures.ts'
import { type Home, makeHome } from '../helpers/home.ts'
import { type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import { LAUNCHER } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'

/** The buckets that the pages name, and the type of the samples in each. */
export const BUCKETS: Readonly<Record<string, string>> = {
  'my-trail': 'cloudtrail',
  'my-config': 'config',
  'my-flows': 'vpcflow',
  'my-guardduty': 'guardduty',
  'my-events': 'custom',
  'my-waf': 'waf',
  'my-alb': 'alb',
  'my-clb': 'clb',
  'my-nlb': 'nlb',
  'my-access': 'server_access',
  'my-umbrella': 'cisco_umbrella',
  'my-cdn': 'cloudfront',
}
const QUEUES = ['my-logs', 'my-findings', 'my-lake', 'logs', 'wazuh-logs']
const PROFILES = ['prod', 'wazuh', 'production', 'audit']
const KEYS = 'aws_access_key_id = testing\naws_secret_access_key = testing\n'
const CONF = `<ossec_config>
  <wodle name="aws-s3">
    <interval>10m</interval>
    <bucket type="cloudtrail">
      <name>my-trail</name>
      <only_logs_after>2024-JAN-01</only_logs_after>
    </bucket>
    <bucket type="vpcflow">
      <name>my-flows</name>
    </bucket>
  </wodle>
</ossec_config>
`

/** The world that the pages speak of: their buckets, groups, queues, profiles and files. */
export interface DocsStage {
  readonly aws: LocalAws
  readonly home: Home
  readonly sink: DatagramSink
  /** What finds `aws-s3` by its name. */
  readonly env: Readonly<Record<string, string>>
  /** A fresh folder to be in. */
  readonly folder: string
  stop(): Promise<void>
}

export async function openDocsStage(): Promise<DocsStage> {
  const aws = await startLocalAws()
  fill(aws)
  const home = makeHome(aws.url, {
    config: ['[default]', ...PROFILES.map((name) => `[profile ${name}]`)]
      .map((name) => `${name}\nregion = us-east-1\n`)
      .join(''),
    credentials: ['default', ...PROFILES].map((name) => `[${name}]\n${KEYS}`).join(''),
  })
  const folder = join(home.root, 'here')
  const programs = join(home.root, 'programs')
  for (const path of [
    folder,
    programs,
    join(home.root, 'etc/shared/default'),
    join(home.root, 'etc/aws-s3'),
    join(home.root, 'var/lib/aws-s3'),
    join(home.root, 'var/lib/node_exporter/textfile'),
  ]) {
    mkdirSync(path, { recursive: true })
  }
  for (const path of ['etc/ossec.conf', 'etc/aws-s3/sources.conf', 'here/sources.conf']) {
    writeFileSync(join(home.root, path), CONF)
  }
  writeFileSync(
    join(home.root, 'etc/shared/default/agent.conf'),
    CONF.replaceAll('ossec_config', 'agent_config').replaceAll('my-', 'no-'),
  )
  symlinkSync(LAUNCHER, join(programs, 'aws-s3'))
  symlinkSync(LAUNCHER, join(home.root, 'wodles/aws/aws-s3'))
  writeFileSync(join(programs, 'my-pipeline'), '#!/bin/sh\ncat >/dev/null\n')
  chmodSync(join(programs, 'my-pipeline'), 0o755)
  for (const path of ['config', 'credentials']) chmodSync(join(home.root, 'user/.aws', path), 0o600)
  const sink = new DatagramSink(home.socket)
  // So that the database of services is there.
  await runHere(home, ['--service', 'inspector', '--regions', 'us-east-1'])
  const stop = async () => {
    await sink.close()
    await aws.stop()
    home.remove()
  }
  return { aws, home, sink, folder, env: { ...home.env, PATH: `${programs}:${home.env.PATH}` }, stop }
}

function fill({ s3, logs, inspector2, sqs, ec2 }: LocalAws): void {
  for (const [bucket, type] of Object.entries(BUCKETS)) {
    for (const { key, bytes } of readSample(type).objects) s3.put(bucket, key, bytes)
  }
  for (const { key, bytes } of readSample('cloudtrail').objects) s3.put('my-trail', `logs/${key}`, bytes)
  ec2.addFlowLogs('us-east-1', ['fl-0a1b2c3d4e5f60718'])
  s3.put('my-lake', 'aws/CLOUD_TRAIL/a.gz.parquet', gzipSync(''))
  logs.putEvents('us-east-1', '/app/api', 'main', [{ timestamp: Date.now(), message: '{"level": "info"}' }])
  inspector2.put(
    'us-east-1',
    '{"findingArn": "arn:aws:inspector2:us-east-1:123456789012:finding/1", "severity": "HIGH"}',
  )
  sqs.longPolling = false
  for (const name of QUEUES) sqs.createQueue(name)
}
