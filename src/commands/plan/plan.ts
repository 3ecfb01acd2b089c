import type { Tuning } from '../../aws/profile/tuning.ts'
import type { Options } from '../../options.ts'
import type { BucketAccess, ListRequest, Step } from '../../walker/types.ts'
import { walkBucket } from '../../walker/walk-bucket.ts'
import type { RunLook } from '../look-at-run.ts'
import { EvenSample } from './even-sample.ts'
import { type Measured, measure } from './measure.ts'
import type { Requests } from './prices.ts'

export interface Plan {
  readonly objects: number
  readonly bytes: number
  readonly accounts: readonly { readonly account: string; readonly objects: number; readonly bytes: number }[]
  readonly requests: Requests
  readonly sample: Measured
  /** Estimated from the sample by bytes; undefined if the sample could not be read. */
  readonly events?: number
  readonly seconds?: number
}

type ObjectStep = Extract<Step, { kind: 'object' }>

/** The top of the path is listed before the walk. */
const LISTED_BEFORE = 1

/** Walks the bucket as a run does, and reads a sample of the objects that it would take. */
export async function planRun(look: RunLook, options: Options, mostSamples: number): Promise<Plan> {
  const { type, bucket, tuning } = look
  const lists = { count: LISTED_BEFORE }
  const connection = countingLists(bucket.connection, lists)
  const sample = new EvenSample<ObjectStep>(mostSamples)
  const accounts = new Map<string, { objects: number; bytes: number }>()
  let gets = 0
  for await (const step of walkBucket(type, { ...bucket, connection })) {
    if (step.kind !== 'object') continue
    const { context, entry } = step
    const found = accounts.get(context.partition.accountId) ?? { objects: 0, bytes: 0 }
    accounts.set(context.partition.accountId, found)
    found.objects++
    found.bytes += entry.size
    gets += getsOf(entry.size, tuning)
    sample.add(step)
  }
  const found = [...accounts].map(([account, counts]) => ({ account, ...counts }))
  const objects = found.reduce((sum, each) => sum + each.objects, 0)
  const bytes = found.reduce((sum, each) => sum + each.bytes, 0)
  const measured = await measure(sample.items, look, options)
  const requests = { list: lists.count, get: gets }
  return { objects, bytes, accounts: found, requests, sample: measured, ...estimate(bytes, measured) }
}

/** Events and time are proportional to the bytes. */
function estimate(bytes: number, { bytes: read, events, seconds, failures, objects }: Measured) {
  if (failures === objects || read === 0) return {}
  const factor = bytes / read
  return { events: Math.round(events * factor), seconds: seconds * factor }
}

function getsOf(size: number, { multipartThreshold, multipartChunksize }: Tuning): number {
  return size > multipartThreshold ? Math.ceil(size / multipartChunksize) : 1
}

function countingLists(connection: BucketAccess, lists: { count: number }): BucketAccess {
  const { objects, tuning } = connection
  return {
    tuning,
    identity: () => connection.identity(),
    flowLogs: (region) => connection.flowLogs(region),
    objects: {
      list: (request: ListRequest) => {
        lists.count++
        return objects.list(request)
      },
      get: (...args) => objects.get(...args),
      remove: () => Promise.reject(new Error('nothing is removed here')),
    },
  }
}
