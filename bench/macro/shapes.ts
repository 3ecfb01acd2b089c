import { fileURLToPath } from 'node:url'
import type { CloudOptions } from '../cloud/contract.ts'

/** The work of a run. */
export interface Shape {
  readonly name: string
  readonly latencyMs: number
  readonly cloud: CloudOptions
  /** Events that arrive. */
  readonly events: number
  /** Command line of the run. */
  readonly argv: readonly string[]
  /** The plain sequential collector in Python, and its arguments. */
  readonly yardstick: readonly string[]
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))

interface BucketSize {
  readonly latencyMs?: number
  readonly accounts?: number
  readonly regions?: number
  readonly objects: number
  readonly events: number
  readonly isNew?: boolean
}

function bucket(name: string, size: BucketSize): Shape {
  const { latencyMs = 0, accounts = 1, regions = 1, objects, events, isNew = true } = size
  return {
    name,
    latencyMs,
    cloud: { kind: 'bucket', accounts, regions, objects, events, isNew },
    events: isNew ? accounts * regions * objects * events : 0,
    argv: ['--bucket', 'logs', '--only_logs_after', '2024-JAN-02'],
    yardstick: [script('yardstick-bucket.py'), 'logs', '2024/01/02'],
  }
}

function queue(name: string, latencyMs: number, messages: number): Shape {
  return {
    name,
    latencyMs,
    cloud: { kind: 'queue', messages },
    events: messages * 20,
    argv: ['--subscriber', 'buckets', '--queue', 'bench'],
    yardstick: [script('yardstick-queue.py'), 'bench'],
  }
}

interface GroupSize {
  readonly messages: number
  readonly streams: number
  readonly restingStreams?: number
}

function logs(name: string, latencyMs: number, size: GroupSize): Shape {
  const { messages, streams } = size
  return {
    name,
    latencyMs,
    cloud: { kind: 'logs', ...size },
    events: Math.ceil(messages / streams) * streams,
    argv: ['--service', 'cloudwatchlogs', '-g', 'app', '-r', 'us-east-1'],
    yardstick: [script('yardstick-logs.py'), 'app', String(new Date().setUTCHours(0, 0, 0, 0))],
  }
}

/** @param scale 1: the full size @returns a number of things to do, one at least */
const scaled = (count: number, scale: number) => Math.max(1, Math.round(count * scale))

/** The whole runs that are measured. @param scale share of the full size, at most 1 */
export function shapes(scale: number): readonly Shape[] {
  const small = { objects: scaled(2000, scale), events: 50 }
  const group = { messages: scaled(100_000, scale), streams: 20 }
  const atRest = { objects: 1, events: 1, isNew: false, latencyMs: 20 }
  return [
    bucket('idle', { objects: 1, events: 1, isNew: false }),
    bucket('small', small),
    bucket('small, 20 ms', { ...small, latencyMs: 20 }),
    bucket('large', { objects: scaled(12, scale), events: 12_000 }),
    bucket('wide, 20 ms', { ...atRest, accounts: scaled(60, scale), regions: 15 }),
    bucket('very wide, 20 ms', { ...atRest, accounts: scaled(500, scale), regions: 17 }),
    queue('queue', 0, scaled(1000, scale)),
    queue('queue, 20 ms', 20, scaled(1000, scale)),
    queue('long queue, 20 ms', 20, scaled(10_000, scale)),
    logs('log group', 0, group),
    logs('log group, 20 ms', 20, group),
    logs('quiet log group, 20 ms', 20, { messages: 300, streams: 3, restingStreams: scaled(997, scale) }),
  ]
}
