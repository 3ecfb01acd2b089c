import { AwsFailure } from '../../aws/failure.ts'
import { type MapLimits, mapOrdered } from '../../concurrency/map-ordered.ts'
import type { Delivery } from '../../delivery/contract.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { RegionContext } from '../contract.ts'
import type { LogSource, LogStream } from '../types.ts'
import { rateLimitedSource } from './adaptive-limiter.ts'
import { endsRegion, tolerate } from './failures.ts'
import { findGroups, type Group, type GroupListing, listGroups } from './groups.ts'
import { openReading } from './open-reading.ts'
import type { Sightings } from './sightings.ts'
import { StreamDeliveries, type StreamReading } from './stream.ts'
import type { StreamStates } from './stream-checkpoints.ts'
import { matchesAny, type NamePattern, namePattern } from './streams.ts'

/** Streams that are read at a time; a region that throttles gets fewer. */
const READERS = 24

/** Bytes of messages, over all streams, from which no further stream is read in advance. */
const AHEAD_BYTES = 6 * 1024 * 1024

export interface ReadingState {
  readonly sightings: Sightings
  readonly states: StreamStates
  /** Milliseconds since 1970: `only_logs_after`. Default: today. */
  readonly start: number
}

interface Reader extends RegionContext, ReadingState {
  readonly source: LogSource
  readonly streamPatterns: readonly NamePattern[]
}

type Step =
  | GroupListing
  | { readonly kind: 'stream'; readonly group: Group; readonly stream: LogStream }
  | { readonly kind: 'end'; readonly group: Group; readonly streams: readonly LogStream[] }

/**
 * The deliveries of the groups of a region. Streams are read in advance, and delivered in the order of groups and
 * streams. A group that cannot be read is reported, and does not prevent reading the others.
 *
 * @throws AwsFailure that would affect all other groups too
 */
export async function* groupDeliveries(context: RegionContext, state: ReadingState): AsyncGenerator<Delivery> {
  const { options, output, connection, region, signal } = context
  const source = rateLimitedSource(await connection.logs(region), { region, max: READERS, signal })
  const reader: Reader = { ...context, ...state, source, streamPatterns: options.logStreams.map(namePattern) }
  const removed = new Set<string>()
  const limits = readAheadLimits()
  for await (const { step, reading } of mapOrdered(stepsOf(reader), limits, prepare)) {
    if (step.kind === 'listed') announceGroup(reader, step.group, step.streams)
    else if (step.kind === 'failed') skipGroup(reader, step.group, step.failure)
    else if (step.kind === 'end') {
      const left = step.streams.filter(({ name }) => !removed.has(`${step.group.id}:${name}`))
      await purge(reader, step.group.id, left)
    } else if (reading) yield* streamDeliveries(reader, reading, removed)
  }
  async function prepare(step: Step): Promise<{ step: Step; reading?: StreamReading }> {
    if (step.kind !== 'stream') return { step }
    const { states, start } = reader
    const group = { region, group: step.group.id }
    return { step, reading: await openReading({ options, output, source, states, start }, group, step.stream) }
  }
}

/**
 * Limits streams read in advance: many small ones, or few large ones. A pending stream is assumed to be as large as the
 * last ones, and the first ones to be small: a stage that starts narrow stays narrow, since it takes in one stream for
 * each that leaves.
 */
function readAheadLimits(): MapLimits<Step, { readonly reading?: StreamReading }> {
  let expectedBytes = AHEAD_BYTES / (READERS + 1)
  return {
    items: READERS,
    weight: AHEAD_BYTES,
    weigh: ({ kind }) => (kind === 'stream' ? expectedBytes : 0),
    measure({ reading }) {
      if (!reading) return 0
      const bytes = reading.steps?.weight ?? 0
      expectedBytes = (expectedBytes + bytes) / 2
      return bytes
    },
  }
}

async function* stepsOf(reader: Reader): AsyncGenerator<Step> {
  const { source, streamPatterns } = reader
  const groups = await findGroups(reader, source, reader.sightings)
  for await (const listing of listGroups(source, groups, streamPatterns)) {
    yield listing
    if (listing.kind === 'listed') yield* stepsOfGroup(listing.group, listing.streams)
    else if (endsRegion(reader, listing.failure)) return
  }
}

function* stepsOfGroup(group: Group, streams: readonly LogStream[]): Generator<Step> {
  for (const stream of streams) yield { kind: 'stream', group, stream }
  yield { kind: 'end', group, streams }
}

/** @param removed takes the stream when it is removed */
async function* streamDeliveries(
  reader: Reader,
  reading: StreamReading,
  removed: Set<string>,
): AsyncGenerator<Delivery> {
  const { stream } = reading
  const { group } = reading.group
  const deliveries = new StreamDeliveries(reading, reader.states)
  try {
    yield* deliveries.all()
    if (!reader.options.removeLogStreams || !deliveries.isWhole) return
    await removeStream(reader, group, stream)
    removed.add(`${group}:${stream}`)
  } catch (cause) {
    tolerate(reader, group, cause)
  }
}

async function removeStream({ source }: Reader, group: string, stream: string): Promise<void> {
  log.debug(1, messages.removingStream(group, stream))
  try {
    await source.deleteStream(group, stream)
  } catch (cause) {
    const isGone = cause instanceof AwsFailure && cause.kind === 'not-found'
    if (!isGone) throw cause
  }
}

function announceGroup({ sightings }: Reader, { id, choices }: Group, streams: readonly LogStream[]): void {
  log.debug(1, messages.gettingStreams(id))
  sightings.found(choices)
  logStreams(id, streams)
}

/** @throws AwsFailure that would affect all other groups too */
function skipGroup(reader: Reader, { id, choices }: Group, failure: AwsFailure): void {
  log.debug(1, messages.gettingStreams(id))
  if (failure.kind === 'not-found') reader.sightings.missing(id, choices, failure, reader)
  else tolerate(reader, id, failure)
}

function logStreams(group: string, streams: readonly LogStream[]): void {
  if (streams.length === 0) log.debug(1, messages.noStreams(group))
  for (const { name } of streams) log.debug(2, messages.foundStream(group, name))
}

/** Forgets streams of a group that no longer exist. Call it only after a complete listing. */
async function purge(reader: Reader, name: string, streams: readonly LogStream[]): Promise<void> {
  const { region, states, streamPatterns } = reader
  const group = { region, group: name }
  log.debug(1, messages.purging())
  log.debug(1, messages.gettingStreams(name))
  logStreams(name, streams)
  const left = new Set(streams.map((stream) => stream.name))
  const stored = await states.positions.streams(group)
  const gone = stored.filter((stream) => !left.has(stream) && matchesAny(stream, streamPatterns))
  if (gone.length === 0) return
  log.debug(1, messages.forgettingStreams(gone))
  await states.positions.forget(group, gone)
  await states.marks.flush()
  await states.marks.forget(group, gone)
}
