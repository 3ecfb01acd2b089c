import type { Diagnosis } from '../../aws/diagnosis.ts'
import { isForeign } from '../../buckets/claims.ts'
import type { BucketType } from '../../buckets/contract.ts'
import { type bucketTypes, findBucketType } from '../../buckets/index.ts'
import * as messages from '../../messages/doctor.ts'
import type { BucketOptions } from '../../options.ts'
import { checkBucket } from '../../walker/check-bucket.ts'
import type { ObjectEntry } from '../../walker/types.ts'
import { walkBucket } from '../../walker/walk-bucket.ts'
import type { CommandContext } from '../contract.ts'
import { lookAtBucket } from '../look-at-run.ts'
import { type Check, failed, ok, skipped } from './check.ts'
import { failedCall, triedCall } from './explain.ts'

type Machine = Pick<CommandContext, 'home' | 'signal'>

/** Tries the steps of a run on a bucket, as far as they change nothing. */
export async function bucketChecks(
  diagnosis: Diagnosis,
  options: BucketOptions,
  machine: Machine,
): Promise<readonly Check[]> {
  const type = findBucketType(options.type)
  if (type === undefined) return []
  const listed = await triedCall('list objects', 's3:ListBucket', async () => {
    await checkBucket(diagnosis.objects, options, type)
    return `s3://${options.bucket}/${options.trailPrefix}`
  })
  if (listed.status === 'failed') return [listed]
  const { check, first } = await walkCheck(diagnosis, options, type, machine)
  return [
    listed,
    await readCheck(diagnosis, options, type, first),
    ...(await extraChecks(diagnosis, options)),
    ...(options.remove ? [skipped('delete objects', messages.notTried('s3:DeleteObject'))] : []),
    check,
  ]
}

/** Objects that are counted: more do not matter. */
const MAX_OBJECTS = 1000

/** Walks the bucket as a run does, without reading objects. */
async function walkCheck(
  diagnosis: Diagnosis,
  options: BucketOptions,
  type: BucketType,
  machine: Machine,
): Promise<{ check: Check; first?: ObjectEntry | undefined }> {
  try {
    const { partitions, objects, bytes, first } = await lookAtBucket(diagnosis, options, type, machine, (found) =>
      countSteps(walkBucket(found.type, found.bucket)),
    )
    if (partitions === 0) {
      return { check: failed('new objects', messages.noPartitions(), messages.noPartitionsAdvice()) }
    }
    const text = messages.newObjects({ partitions, objects, bytes, isMore: objects >= MAX_OBJECTS })
    return { check: ok('new objects', text), first }
  } catch (cause) {
    return { check: failedCall('new objects', cause, 's3:ListBucket') }
  }
}

async function countSteps(steps: ReturnType<typeof walkBucket>) {
  const partitions = new Set<string>()
  let first: ObjectEntry | undefined
  let objects = 0
  let bytes = 0
  for await (const step of steps) {
    if (step.kind === 'lines') continue
    partitions.add(step.context.partition.prefix + (step.context.partition.flowLogId ?? ''))
    if (step.kind === 'end') continue
    first ??= step.entry
    objects++
    bytes += step.entry.size
    if (objects >= MAX_OBJECTS) break
  }
  return { partitions: partitions.size, objects, bytes, first }
}

/** Reads the first bytes of an object: one that a run would read, or otherwise any. */
async function readCheck(
  { objects }: Diagnosis,
  { bucket, trailPrefix }: BucketOptions,
  type: BucketType,
  first: ObjectEntry | undefined,
): Promise<Check> {
  try {
    const entry = first ?? (await anyObject(objects, bucket, trailPrefix, type))
    if (entry === undefined) return skipped('read objects', messages.noObject())
    await readStart(objects, bucket, entry)
    return ok('read objects', messages.objectRead(entry.key, entry.size))
  } catch (cause) {
    return failedCall('read objects', cause, 's3:GetObject')
  }
}

async function anyObject(objects: Diagnosis['objects'], bucket: string, prefix: string, type: BucketType) {
  const page = await objects.list({ bucket, prefix })
  const files = page.objects.filter(({ key }) => !key.endsWith('/'))
  return files.find(({ key }) => !isForeign(key, type.keys)) ?? files[0]
}

/** Also used for the object of a notification. @throws AwsFailure */
export async function readStart(
  objects: Diagnosis['objects'],
  bucket: string,
  { key, size }: Pick<ObjectEntry, 'key' | 'size'>,
): Promise<void> {
  const reading = new AbortController()
  try {
    const body = await objects.get(bucket, key, size, reading.signal)
    for await (const _ of body.chunks()) break
  } finally {
    reading.abort()
  }
}

const EXTRA: Readonly<Partial<Record<keyof typeof bucketTypes, typeof flowLogCheck>>> = { vpcflow: flowLogCheck }

async function extraChecks(diagnosis: Diagnosis, options: BucketOptions): Promise<readonly Check[]> {
  const check = EXTRA[options.type as keyof typeof bucketTypes]
  return check === undefined ? [] : [await check(diagnosis, options)]
}

async function flowLogCheck(diagnosis: Diagnosis, { regions: [region = 'us-east-1'] }: BucketOptions): Promise<Check> {
  try {
    const ids = await diagnosis.flowLogs(region)
    return ok('flow logs', messages.flowLogs(ids.length, region))
  } catch (cause) {
    const check = failedCall('flow logs', cause, 'ec2:DescribeFlowLogs')
    return { ...check, status: 'skipped', advice: messages.flowLogsNotNeeded() }
  }
}
