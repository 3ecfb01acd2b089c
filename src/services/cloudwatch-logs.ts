import { AwsFailure } from '../aws/failure.ts'
import { commercialRegions, isKnownRegion } from '../aws/regions.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import { ahead } from '../pipeline/ahead.ts'
import { lostSoFar } from '../runners/run.ts'
import { openCloudWatchState } from '../state/cloudwatch-state.ts'
import { openIngestionState } from '../state/ingestion-state.ts'
import { openDatabase } from '../state/open-database.ts'
import { type Day, dayOf, parts } from '../walker/day.ts'
import { findGroups, listGroups } from './logs/groups.ts'
import { openReading } from './logs/open-reading.ts'
import { pacedSource } from './logs/paced-source.ts'
import { deliverStream, type StreamReading, type StreamStates } from './logs/stream.ts'
import { isMeant, type NamePattern, namePattern } from './logs/streams.ts'
import type { RegionContext, ServiceType } from './service-type.ts'
import type { LogSource, LogStream } from './types.ts'

/** Streams that are read at a time; a region that throttles gets fewer. */
const READERS = 24

/**
 * Amazon CloudWatch Logs: every message of the log groups asked for, as it is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const cloudwatchLogs: ServiceType = {
  name: 'cloudwatchlogs',
  regions: commercialRegions,
  regionsLine: messages.allRegions(),
  refusal: (region) => (isKnownRegion(region) ? undefined : messages.invalidRegion(region)),
  readRegion,
}

async function readRegion(context: RegionContext): Promise<void> {
  const { run, options, database } = context
  const { home, stop } = run
  const start = startOf(options.onlyLogsAfter)
  log.debug(1, messages.onlyLogs(options.onlyLogsAfter === undefined ? undefined : start))
  if (options.reparse) log.debug(1, messages.reparseOn())
  const positions = await openCloudWatchState(database)
  const own = await openDatabase({ home, name: 'aws_s3', version: await run.version, stop })
  try {
    const marks = await openIngestionState(own)
    const reader = await openReader(context, { positions, marks }, start)
    await readGroups(reader).finally(() => marks.flush())
    log.debug(1, messages.closing())
  } catch (cause) {
    throw cause instanceof AwsFailure ? requestError(cause) : cause
  } finally {
    own.close()
  }
}

/** What the reading of a region's groups needs. */
interface Reader extends RegionContext {
  readonly source: LogSource
  readonly states: StreamStates
  /** Milliseconds since 1970: `only_logs_after`, else today. */
  readonly start: number
  readonly streamPatterns: readonly NamePattern[]
}

async function openReader(context: RegionContext, states: StreamStates, start: number): Promise<Reader> {
  const { run, options, connection, region } = context
  const source = pacedSource(await connection.logs(region), { region, most: READERS, stop: run.stop })
  return { ...context, source, states, start, streamPatterns: options.logStreams.map(namePattern) }
}

/** What the reading of a region consists of, in order. */
type Step =
  | { readonly kind: 'group'; readonly group: string; readonly streams: readonly LogStream[] | AwsFailure }
  | { readonly kind: 'stream'; readonly group: string; readonly stream: LogStream }
  | { readonly kind: 'end'; readonly group: string; readonly streams: readonly LogStream[] }

/** Streams of all groups are read ahead, and delivered in the order of groups and streams. */
async function readGroups(reader: Reader): Promise<void> {
  const removed = new Set<string>()
  for await (const { step, reading } of ahead(stepsOf(reader), { items: READERS }, prepare)) {
    if (step.kind === 'group') announceGroup(reader, step.group, step.streams)
    else if (step.kind === 'end') {
      const left = step.streams.filter(({ name }) => !removed.has(`${step.group}:${name}`))
      await purge(reader, step.group, left)
    } else if (reading) {
      const lostBefore = lostSoFar(reader.run)
      await deliverStream(reader.run, reader.states, reading)
      if (!reader.options.removeLogStreams || lostSoFar(reader.run) > lostBefore) continue
      await removeStream(reader, step.group, step.stream.name)
      removed.add(`${step.group}:${step.stream.name}`)
    }
  }
  async function prepare(step: Step): Promise<{ step: Step; reading?: StreamReading }> {
    if (step.kind !== 'stream') return { step }
    const { options, region, source, states, start } = reader
    const group = { region, group: step.group }
    return { step, reading: await openReading({ options, source, states, start }, group, step.stream) }
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

async function* stepsOf(reader: Reader): AsyncGenerator<Step> {
  const { source, options, streamPatterns, isDiscovered } = reader
  const groups = await findGroups(source, options.logGroups.map(namePattern))
  for await (const { group, streams } of listGroups(source, groups, streamPatterns)) {
    yield { kind: 'group', group, streams }
    if (streams instanceof AwsFailure) {
      if (isDiscovered && streams.kind === 'not-found') continue
      return
    }
    for (const stream of streams) yield { kind: 'stream', group, stream }
    yield { kind: 'end', group, streams }
  }
}

function announceGroup(reader: Reader, group: string, streams: readonly LogStream[] | AwsFailure): void {
  log.debug(1, messages.gettingStreams(group))
  if (!(streams instanceof AwsFailure)) sayStreams(group, streams)
  else if (reader.isDiscovered && streams.kind === 'not-found')
    log.debug(1, messages.groupSkipped(group, reader.region))
  else throw streams
}

function sayStreams(group: string, streams: readonly LogStream[]): void {
  if (streams.length === 0) log.debug(1, messages.noStreams(group))
  for (const { name } of streams) log.debug(2, messages.foundStream(group, name))
}

/** Forgets the streams of a group that are no more. Only after a complete listing. */
async function purge(reader: Reader, name: string, streams: readonly LogStream[]): Promise<void> {
  const { region, states, streamPatterns } = reader
  const group = { region, group: name }
  log.debug(1, messages.purging())
  log.debug(1, messages.gettingStreams(name))
  sayStreams(name, streams)
  const left = new Set(streams.map((stream) => stream.name))
  const stored = await states.positions.streams(group)
  const gone = stored.filter((stream) => !left.has(stream) && isMeant(stream, streamPatterns))
  if (gone.length === 0) return
  log.debug(1, messages.forgettingStreams(gone))
  await states.positions.forget(group, gone)
  await states.marks.flush()
  await states.marks.forget(group, gone)
}

function startOf(onlyLogsAfter: Day | undefined): number {
  const [year, month, date] = parts(onlyLogsAfter ?? dayOf(new Date()))
  return Date.UTC(Number(year), Number(month) - 1, Number(date))
}

/** Names of the requests in the lines of the contract, by AWS's. */
const REQUESTS: Readonly<Record<string, string>> = {
  DescribeLogGroups: 'get_log_groups',
  DescribeLogStreams: 'get_log_streams',
  GetLogEvents: 'get_log_events',
  DeleteLogStream: 'remove_log_stream',
}

function requestError(cause: AwsFailure): AwsFailure | RunError {
  const request = REQUESTS[cause.operation]
  if (request === undefined) return cause
  const code = cause.kind === 'unreachable' ? ExitCode.endpointUnreachable : ExitCode.throttled
  const lines = [
    { level: 'error', text: messages.requestFailed(request, cause.message) },
    { level: 1, text: messages.closing() },
  ] as const
  return new RunError(code, lines, { cause })
}
