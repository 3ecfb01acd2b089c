import { gzipSync } from 'node:zlib'
import type { Stage } from '../../e2e/stage.ts'

const DAY_MS = 86_400_000

/** `2024-01-02`, so many days ago, UTC. */
export const daysAgo = (count: number): string => new Date(Date.now() - count * DAY_MS).toISOString().slice(0, 10)

/** As `--only_logs_after` has it: `2024-JAN-02`. */
export function flagDate(day: string): string {
  const month = new Date(`${day}T00:00:00Z`).toLocaleString('en-US', { month: 'short', timeZone: 'UTC' })
  return `${day.slice(0, 4)}-${month.toUpperCase()}-${day.slice(8)}`
}

export interface TrailFile {
  /** `2024-01-02` */
  readonly day: string
  readonly name: string
  readonly account?: string
  readonly region?: string
  /** Events in it. Default 1. */
  readonly events?: number
  /** When it was written. Default: now. */
  readonly written?: Date
}

/** Puts a CloudTrail file; gives its key. */
export function putTrail({ aws }: Stage, bucket: string, file: TrailFile): string {
  const { day, name, account = '123456789012', region = 'us-east-1', events = 1, written } = file
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}`
  const key = `${folder}/${account}_CloudTrail_${region}_${day.replaceAll('-', '')}T0100Z_${name}.json.gz`
  const Records = Array.from({ length: events }, (_, n) => ({ eventID: `${name}-${n}` }))
  aws.s3.put(bucket, key, gzipSync(JSON.stringify({ Records })), written)
  return key
}
