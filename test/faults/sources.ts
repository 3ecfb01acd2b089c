import { gzipSync } from 'node:zlib'
import type { LocalAws } from '../helpers/local-aws/index.ts'

/** A source of events whose units (objects, pages, messages) are sent whole or again as a whole. */
export interface FaultSource {
  readonly name: string
  readonly argv: readonly string[]
  /** Operations that list, and those that bring bodies. */
  readonly lists: string
  readonly bodies: string
  /** Puts so many units of {@link EVENTS_A_UNIT} events each. */
  seed(aws: LocalAws, units: number): void
  /** Makes the cloud ready for a run that follows a killed one. */
  recover?(aws: LocalAws): void
}

export const EVENTS_A_UNIT = 5
const BUCKET = 'logs'
const REGIONS = 24
const QUEUE = 'told'
const GROUP = 'app'

const ids = (unit: number) => Array.from({ length: EVENTS_A_UNIT }, (_, n) => `u${unit}-${n}`)

/** In many regions, so that there are many listings. */
function seedBucket(aws: LocalAws, units: number): void {
  for (let unit = 0; unit < units; unit++) {
    const region = `us-east-${(unit % REGIONS) + 1}`
    const folder = `AWSLogs/123456789012/CloudTrail/${region}/2024/01/02`
    const key = `${folder}/123456789012_CloudTrail_${region}_20240102T${String(unit).padStart(4, '0')}Z_x.json.gz`
    aws.s3.put(BUCKET, key, gzipSync(JSON.stringify({ Records: ids(unit).map((eventID) => ({ eventID })) })))
  }
}

function seedLogs(aws: LocalAws, units: number): void {
  const timestamp = Date.now() - 60_000
  for (let unit = 0; unit < units; unit++) {
    aws.logs.putEvents(
      'us-east-1',
      GROUP,
      `s${unit}`,
      ids(unit).map((message, n) => ({ timestamp: timestamp + n, message })),
    )
  }
}

function seedQueue(aws: LocalAws, units: number): void {
  aws.sqs.createQueue(QUEUE)
  aws.sqs.longPolling = false
  for (let unit = 0; unit < units; unit++) {
    const key = `u${unit}.json`
    aws.s3.put(
      BUCKET,
      key,
      ids(unit)
        .map((id) => JSON.stringify({ id }))
        .join('\n'),
    )
    aws.sqs.send(QUEUE, JSON.stringify({ Records: [{ s3: { bucket: { name: BUCKET }, object: { key } } }] }))
  }
}

/** Runs without a date would start at midnight, which may just be over. */
const SINCE = ['--only_logs_after', '2024-JAN-01'] as const
const bucketArgv = ['--bucket', BUCKET, ...SINCE]

export const bucket: FaultSource = {
  name: 'bucket',
  argv: bucketArgv,
  lists: 'ListObjectsV2',
  bodies: 'GetObject',
  seed: seedBucket,
}
export const removedBucket: FaultSource = { ...bucket, name: 'bucket with --remove', argv: [...bucketArgv, '--remove'] }
export const logs: FaultSource = {
  name: 'CloudWatch Logs',
  argv: ['--service', 'cloudwatchlogs', '--regions', 'us-east-1', '--aws_log_groups', GROUP, ...SINCE],
  lists: 'DescribeLogStreams',
  bodies: 'GetLogEvents',
  seed: seedLogs,
}
export const queue: FaultSource = {
  name: 'SQS queue',
  argv: ['--subscriber', 'buckets', '--queue', QUEUE],
  lists: 'ReceiveMessage',
  bodies: 'GetObject',
  seed: seedQueue,
  // What a killed run held is hidden until its time is over.
  recover(aws) {
    for (const message of aws.sqs.messages(QUEUE)) message.hiddenUntil = 0
  },
}

export const SOURCES = [bucket, removedBucket, logs, queue]
