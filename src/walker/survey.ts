import type { BucketType } from '../buckets/contract.ts'
import { type Day, dayOf } from './day.ts'
import { type Fate, fatesOf } from './fate.ts'
import { pagesOf } from './list.ts'
import { markerOf } from './marker.ts'
import { markerInput, type OpenedPartition, openPartition } from './open-partition.ts'
import type { BucketContext, ObjectEntry, Partition } from './types.ts'

export interface Sighting {
  readonly entry: ObjectEntry
  /** The day in its key, or otherwise the day on which it was last written. */
  readonly day: Day
  readonly fate: Fate
}

/** All objects of a partition, and their fates. */
export interface Survey {
  readonly opened: OpenedPartition
  /** The first day that is examined. */
  readonly since: Day
  /** The objects from that day on, page by page. */
  readonly pages: AsyncIterable<readonly Sighting[]>
}

/** Examines a partition from the day on with which a run with `--reparse` would start. @param earliest no earlier day */
export async function surveyPartition(
  type: BucketType,
  partition: Partition,
  bucket: BucketContext,
  earliest: Day,
): Promise<Survey> {
  const opened = await openPartition(type, partition, bucket)
  const since = firstDay(type, opened, earliest)
  return { opened, since, pages: sightings(type, opened, bucket, since) }
}

/** The requested day, or the day of the first row, or today. */
function firstDay(type: BucketType, { context }: OpenedPartition, earliest: Day): Day {
  const { partition, options, state } = context
  const { form = type.form, prefix } = partition
  const first = state.firstKey === undefined ? undefined : form.dayOf(state.firstKey.slice(prefix.length))
  const day = options.onlyLogsAfter ?? first ?? dayOf(new Date())
  return day > earliest ? day : earliest
}

async function* sightings(
  type: BucketType,
  opened: OpenedPartition,
  { bucket, connection, state }: BucketContext,
  since: Day,
): AsyncGenerator<readonly Sighting[], void, undefined> {
  const { partition, options } = opened.context
  const { form = type.form, prefix } = partition
  const asked = { ...options, reparse: true, onlyLogsAfter: since }
  const { startAfter } = markerOf(markerInput(type, partition, asked, opened.context.state))
  const fates = fatesOf(type, opened, state)
  const dayIn = ({ key, lastModified }: ObjectEntry) => form.dayOf(key.slice(prefix.length)) ?? dayOf(lastModified)
  for await (const { objects } of pagesOf(connection.objects, bucket, partition, [{ startAfter }])) {
    const found = objects.map((entry) => ({ entry, day: dayIn(entry) })).filter(({ day }) => day >= since)
    const told = await fates(found.map(({ entry }) => entry))
    yield found.map((each, at) => ({ ...each, fate: told[at] as Fate }))
  }
}
