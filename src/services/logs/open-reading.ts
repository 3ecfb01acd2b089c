import { Prefetch } from '../../concurrency/prefetch.ts'
import type { OutputOptions, ServiceOptions } from '../../options.ts'
import type { LogGroup, StreamPosition } from '../../state/cloudwatch-state.ts'
import type { StreamMark } from '../../state/ingestion-state.ts'
import type { LogSource, LogStream } from '../types.ts'
import { aheadOf } from './dated-ahead.ts'
import { MessageBatches } from './message-batches.ts'
import { type LateWindow, type ReadStep, readStream } from './reader.ts'
import type { StreamReading, StreamStep } from './stream.ts'
import type { StreamStates } from './stream-checkpoints.ts'
import { needsReading } from './streams.ts'
import { type Backfill, readWindows } from './windows.ts'

/** Bytes of messages of one stream that may wait; the page that exceeds this is the last one fetched in advance. */
const WAITING_BYTES = 256 * 1024
const DAY_MS = 86_400_000

export interface ReadingOptions {
  readonly options: ServiceOptions
  readonly output: OutputOptions
  readonly source: LogSource
  readonly states: StreamStates
  /** Milliseconds since 1970: `only_logs_after`. Default: today. */
  readonly start: number
}

/**
 * Reads a stream up to its first page, and continues if there can be something new. Call it only while holding the lock
 * of the state.
 */
export async function openReading(
  { options, output, source, states, start }: ReadingOptions,
  group: LogGroup,
  stream: LogStream,
): Promise<StreamReading> {
  const { reparse, removeLogStreams, lookbackDays } = options
  const position = await states.positions.position(group, stream.name)
  const known = await states.marks.mark(group, stream.name)
  // A different end shows that another program has read the stream since.
  const mark = known?.endTime === (position?.endTime ?? null) ? known : undefined
  const isEndSent = lookbackDays > 0 && (mark?.ingested ?? null) !== null
  const windows = readWindows({ start, reparse, position, backfill: backfillOf(mark), isEndSent })
  const reading = { group, stream: stream.name, position, mark }
  // A stream is only removed if none of its events can have been missed.
  const isWanted = removeLogStreams || needsReading(stream, windows, mark?.ingested ?? undefined, Date.now())
  if (!isWanted) return { ...reading, steps: undefined }
  const late = reparse ? undefined : lateWindow(stream, position, mark, lookbackDays)
  const ahead = reparse ? undefined : aheadOf(mark)
  const read = readStream(source, group.group, stream.name, { windows, late, ahead })
  const written = writeMessages(read, `${group.group}:${stream.name}`, output)
  const steps = new Prefetch(written, WAITING_BYTES, ({ messages }) => messages.heldBytes)
  await steps.ready()
  return { ...reading, steps }
}

function backfillOf(mark: StreamMark | undefined): Backfill | undefined {
  if (mark === undefined || mark.backfillFrom === null || mark.backfillAt === null) return undefined
  return { from: mark.backfillFrom, at: mark.backfillAt }
}

/**
 * The window to search for late events; undefined if the stream has received nothing since, or if it is unknown what
 * was read.
 */
function lateWindow(
  { lastIngestionTime }: LogStream,
  position: StreamPosition | undefined,
  mark: StreamMark | undefined,
  lookbackDays: number,
): LateWindow | undefined {
  const { ingested = null } = mark ?? {}
  const { startTime = null, endTime = null } = position ?? {}
  if (ingested === null || startTime === null || endTime === null || lookbackDays === 0) return undefined
  if (lastIngestionTime !== undefined && lastIngestionTime <= ingested) return undefined
  return { from: Math.max(startTime, endTime - lookbackDays * DAY_MS), to: endTime, ingested }
}

async function* writeMessages(
  steps: AsyncIterable<ReadStep>,
  name: string,
  output: OutputOptions,
): AsyncGenerator<StreamStep, void, undefined> {
  for await (const { events, ...step } of steps) {
    yield { ...step, messages: await MessageBatches.of(name, events, output) }
  }
}
