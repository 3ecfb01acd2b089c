import { AwsFailure } from '../aws/failure.ts'
import { isKnownRegion } from '../aws/regions.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { dayOf } from '../walker/day.ts'
import { firstFutureDay, SLASHED } from '../walker/key-forms.ts'
import { markerOf } from '../walker/marker.ts'
import type { BucketAccess, BucketContext, ObjectSource, Partition } from '../walker/types.ts'
import type { Split, WalkRules } from './contract.ts'

// Which flow logs write under an account and region. EC2 shows those of the caller's account that still exist; all
// others are found by the names of their files:
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html

/**
 * Makes a partition for each flow log. EC2 says the same for every account, so a region is asked once.
 *
 * Those that EC2 does not show come first, the one whose files end earliest before the others: whenever a run is cut
 * short, the flow logs still to be done have files that are no older than the newest one remembered, and so the next
 * run finds them again.
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
    // All of them list the same keys: one is enough to tell of those that have no flow log.
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

/** Asks EC2. A refusal is no failure: the keys name flow logs as well. */
async function shownIn(region: string, connection: BucketAccess): Promise<Shown> {
  // A folder of another name has no endpoint to ask.
  if (!isKnownRegion(region)) return { ids: [], lines: [] }
  try {
    return { ids: await connection.flowLogs(region), lines: [] }
  } catch (cause) {
    if (!(cause instanceof AwsFailure)) throw cause
    return { ids: [], lines: [{ level: 1, text: messages.flowLogsNotShown(region, cause.message) }] }
  }
}

/** What lies behind the start, which is where any flow log would start. */
interface Files {
  /** The newest key of each flow log that has any. */
  readonly newest: Map<string, string>
  /** Keys that name no flow log; all of them when there is no other. */
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
    // Names sort by flow log within a day: the whole day of the newest file is looked at in any case.
    lookbackDays: Math.max(1, options.lookbackDays),
    lastKey,
    // Bounds looking back, which is for files that were sent before; here it would hide flow logs.
    oldestKey: options.reparse ? firstKey : undefined,
  })
  return filesOfFlowLogs(connection.objects, bucket, prefix, startAfter)
}

/** `…/ACCOUNT_vpcflowlogs_REGION_FLOWLOG_20240102T0115Z_hash.log.gz` */
const NAME = /^.*_(fl-[0-9a-z]+)_/s
/** Sorts behind all times. */
const BEHIND = '~'

/** The files of the flow logs. Reads a page for each day and flow log at most, however many files there are. */
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
    startAfter = match ? match[0] + BEHIND : last
  }
  return { newest, unnamed }
}
