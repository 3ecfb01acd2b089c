import { AwsFailure } from '../aws/failure.ts'
import { isKnownRegion } from '../aws/regions.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { dayOf } from '../walker/day.ts'
import { firstFutureDay, SLASHED } from '../walker/key-forms.ts'
import { markerOf } from '../walker/marker.ts'
import type { BucketAccess, BucketContext, ObjectSource, Partition } from '../walker/types.ts'
import type { Split, WalkRules } from './contract.ts'

// Finds the flow logs that write under an account and region. EC2 lists those of the caller's account that still exist;
// all others are found by the names of their objects:
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html

/**
 * Makes a partition for each flow log. EC2 gives the same answer for every account, so each region is asked once.
 *
 * Flow logs that EC2 does not list come first, ordered by their newest object, oldest first. So whenever a run is
 * stopped early, the remaining flow logs have objects that are no older than the newest stored one, and the next run
 * finds them again.
 */
export function flowLogSplitter({ connection }: BucketContext): NonNullable<WalkRules['split']> {
  const regions = new Map<string, Promise<Shown>>()
  return async (partition, context) => {
    const { region = '' } = partition
    const answer = regions.get(region) ?? shownIn(region, connection)
    regions.set(region, answer)
    const [shown, files] = await Promise.all([answer, newestFiles(partition, context)])
    return splitOf(partition, context, shown, files)
  }
}

function splitOf(partition: Partition, context: BucketContext, shown: Shown, files: Files): Split {
  const { accountId, region = '' } = partition
  const others = [...files.newest].filter(([id]) => !shown.ids.includes(id)).sort(([, a], [, b]) => (a < b ? -1 : 1))
  const found = others.map(([id]): Line => ({ level: 1, text: messages.flowLogFound(id, accountId, region) }))
  const ids = [...others.map(([id]) => id), ...shown.ids]
  if (ids.length === 0) for (const key of files.unnamed) context.onPassedOver(key)
  return {
    lines: [...shown.lines, ...found],
    // All partitions list the same keys, so only one reports keys without a flow log.
    partitions: ids.map((flowLogId, at) => ({
      ...partition,
      flowLogId,
      isUnclaimed: (key) => at === 0 && !NAME.test(key),
    })),
  }
}

interface Shown {
  readonly ids: readonly string[]
  readonly lines: readonly Line[]
}

/** Asks EC2. A refusal is not a failure: the keys name flow logs as well. */
async function shownIn(region: string, connection: BucketAccess): Promise<Shown> {
  // A folder with another name has no endpoint.
  if (!isKnownRegion(region)) return { ids: [], lines: [] }
  try {
    return { ids: await connection.flowLogs(region), lines: [] }
  } catch (cause) {
    if (!(cause instanceof AwsFailure)) throw cause
    return { ids: [], lines: [{ level: 1, text: messages.flowLogsNotShown(region, cause.message) }] }
  }
}

/** The objects after the start of the listing, the same start as for any flow log. */
interface Files {
  readonly newest: Map<string, string>
  /** Keys that name no flow log. If all keys are like that, they are read as one partition. */
  readonly unnamed: string[]
}

async function newestFiles({ accountId, prefix, form = SLASHED }: Partition, context: BucketContext): Promise<Files> {
  const { options, bucket, connection, state } = context
  const today = dayOf(new Date())
  const ahead = prefix + form.marker(firstFutureDay(today))
  const { lastKey, firstKey } = await state.keyRange(accountId, prefix, ahead)
  const { startAfter } = markerOf({
    type: {},
    form,
    prefix,
    onlyLogsAfter: options.onlyLogsAfter,
    today,
    reparse: options.reparse,
    // Within a day, names sort by flow log: the whole day of the newest object must always be examined.
    lookbackDays: Math.max(1, options.lookbackDays),
    lastKey,
    // It bounds the look-back, which is about objects before the marker; here it would hide flow logs.
    oldestKey: options.reparse ? firstKey : undefined,
  })
  return filesOfFlowLogs(connection.objects, bucket, prefix, startAfter)
}

/** `…/ACCOUNT_vpcflowlogs_REGION_FLOWLOG_20240102T0115Z_hash.log.gz` */
const NAME = /^.*_(fl-[0-9a-z]+)_/s
const AFTER_ALL_TIMES = '~'

/**
 * Finds the objects of the flow logs. It reads at most one page for each day and flow log, however many objects there
 * are.
 */
async function filesOfFlowLogs(source: ObjectSource, bucket: string, prefix: string, start: string): Promise<Files> {
  const newest = new Map<string, string>()
  const unnamed: string[] = []
  for (let startAfter: string | undefined = start; startAfter !== undefined; ) {
    const { objects, nextToken } = await source.list({ bucket, prefix, startAfter })
    for (const { key } of objects) {
      const id = NAME.exec(key)?.[1]
      if (id !== undefined) newest.set(id, key)
      else if (!key.endsWith('/')) unnamed.push(key)
    }
    const last: string | undefined = nextToken === undefined ? undefined : objects.at(-1)?.key
    const match = last === undefined ? undefined : NAME.exec(last)
    startAfter = match ? match[0] + AFTER_ALL_TIMES : last
  }
  return { newest, unnamed }
}
