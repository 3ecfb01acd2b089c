import type { Choice } from '../../cli/state-command.ts'
import { groupChoice, isChosen } from '../../services/logs/group-choice.ts'
import { matchesAny, namePattern } from '../../services/logs/streams.ts'
import type { StoredRetry } from '../../state/retry-list.ts'
import type { StoredScans, StoredStream } from '../../state/stored.ts'
import type { TypedPartition } from './tables.ts'

export interface Listed {
  readonly buckets: boolean
  readonly cloudwatchlogs: boolean
  readonly inspector: boolean
}

/** Flags that only one part has choose that part. */
export function listedParts({ bucket, type, trailPrefix, trailSuffix, service, ...streams }: Choice): Listed {
  const buckets = isGiven(bucket, type, trailPrefix, trailSuffix)
  const cloudwatchlogs = service === 'cloudwatchlogs' || isGiven(streams.logGroups, streams.logStreams)
  const inspector = service?.startsWith('inspector') ?? false
  const all = !buckets && !cloudwatchlogs && !inspector
  return { buckets: all || buckets, cloudwatchlogs: all || cloudwatchlogs, inspector: all || inspector }
}

const isGiven = (...values: readonly unknown[]) => values.some((value) => value !== undefined)

/** @returns true if a bucket path is chosen: without a prefix, all paths of the bucket are */
export function isPartitionChosen({ type, accountIds = [], regions = [], ...choice }: Choice) {
  return (stored: TypedPartition): boolean =>
    isPathChosen(stored.bucketPath, choice) &&
    (type === undefined || stored.type === type) &&
    isAmong(accountIds, stored.accountId) &&
    (stored.region === null || isAmong(regions, stored.region))
}

export function isRetryChosen({ type, accountIds = [], ...choice }: Choice) {
  return (stored: StoredRetry): boolean =>
    isPathChosen(stored.bucketPath, choice) &&
    (type === undefined || stored.type === type) &&
    isAmong(accountIds, stored.accountId)
}

export function isStreamChosen({ regions = [], logGroups = [], logStreams = [] }: Choice) {
  const groups = logGroups.map(groupChoice)
  const streams = logStreams.map(namePattern)
  return ({ region, group, stream }: StoredStream): boolean =>
    isAmong(regions, region) && isChosen(group, region, groups) && matchesAny(stream, streams)
}

export function isScanChosen({ service, accountIds = [], regions = [] }: Choice) {
  return (stored: StoredScans): boolean =>
    (service === undefined || stored.service === service) &&
    isAmong(accountIds, stored.accountId) &&
    isAmong(regions, stored.region)
}

function isPathChosen(path: string, { bucket, trailPrefix = '', trailSuffix = '' }: Choice): boolean {
  if (bucket === undefined) return true
  const wanted = `${bucket}/${trailPrefix}${trailSuffix}`
  return trailPrefix + trailSuffix === ''
    ? path.startsWith(wanted)
    : path === wanted || path === `${bucket}/${trailPrefix}`
}

const isAmong = (wanted: readonly string[], value: string) => wanted.length === 0 || wanted.includes(value)
