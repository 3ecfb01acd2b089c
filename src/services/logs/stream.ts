import type { Prefetch } from '../../concurrency/prefetch.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { Run } from '../../run.ts'
import type { CloudWatchState, LogGroup, StreamPosition } from '../../state/cloudwatch-state.ts'
import type { IngestionState, StreamMark } from '../../state/ingestion-state.ts'
import type { LogEvent } from '../types.ts'
import type { PageStep, ReadStep } from './reader.ts'
import { sendMessages } from './send.ts'
import { advance, type Backfill } from './windows.ts'

/** What the state knows of streams. */
export interface StreamStates {
  readonly positions: CloudWatchState
  readonly marks: IngestionState
}

/** A stream that is being read. */
export interface StreamReading {
  readonly group: LogGroup
  readonly stream: string
  /** As stored before; none: never read. */
  readonly position: StreamPosition | undefined
  readonly mark: StreamMark | undefined
  /** None: there can be nothing new. */
  readonly steps: Prefetch<ReadStep> | undefined
}

/** Sends what is read of a stream, page by page, and remembers each page as soon as its events are handed over. */
export async function deliverStream(run: Run, states: StreamStates, reading: StreamReading): Promise<void> {
  const { group, stream, position, steps } = reading
  log.debug(1, messages.gettingData(group.group, stream))
  log.debug(2, messages.storedPosition(position ?? { token: null, startTime: null, endTime: null }))
  if (steps === undefined) return sayNothingNew(reading)
  const delivery = new StreamDelivery(run, states, reading)
  for await (const step of steps) {
    if (step.kind === 'gone') log.debug(1, messages.streamGone(group.group, stream))
    else if (step.kind === 'late') await delivery.late(step.events)
    else await delivery.page(step, () => steps.peek())
  }
  delivery.finish()
  run.counts.objects++
}

/** Those who follow the output learn the same of a stream that need not be read as of one that brought nothing. */
function sayNothingNew({ group: { group }, stream, position }: StreamReading): void {
  log.debug(1, messages.nothingNew(group, stream))
  log.debug(1, messages.noNewEvents(group))
  if (position) saySaved(group, stream, position, true)
}

function saySaved(group: string, stream: string, position: StreamPosition, wasKnown: boolean): void {
  log.debug(1, messages.savingData(group, stream))
  log.debug(2, messages.savedValues(position))
  if (wasKnown) log.debug(2, messages.updatingValues())
}

class StreamDelivery {
  readonly #run: Run
  readonly #states: StreamStates
  readonly #reading: StreamReading
  /** As stored now. */
  #position: StreamPosition | undefined
  #mark: StreamMark | undefined
  /** As stored when the window began. */
  #base: StreamPosition | undefined
  #ingested: number | null

  constructor(run: Run, states: StreamStates, reading: StreamReading) {
    this.#run = run
    this.#states = states
    this.#reading = reading
    this.#position = reading.position
    this.#mark = reading.mark
    this.#base = reading.position
    this.#ingested = reading.mark?.ingested ?? null
  }

  async late(events: readonly LogEvent[]): Promise<void> {
    const { group, stream } = this.#reading
    if (events.length === 0) return
    log.debug(1, messages.lateEvents(group.group, stream, events.length))
    await this.#send(events)
    const { backfillFrom: from = null, backfillAt: at = null } = this.#mark ?? {}
    await this.#saveMark(from === null || at === null ? undefined : { from, at })
  }

  /** @param peek tells what follows, if it is there: when that has nothing to send, one checkpoint does for both */
  async page(step: PageStep, peek: () => ReadStep | undefined): Promise<void> {
    const { group, stream } = this.#reading
    const { window, events, askedWith, followsEmpty, isDone } = step
    const level = followsEmpty ? 3 : 1
    log.debug(level, messages.gettingEvents(group.group, stream, askedWith ?? null, window.from, window.to))
    if (events.length > 0) await this.#send(events)
    if (isDone) log.debug(1, messages.noNewEvents(group.group))
    const next = peek()
    const isFollowedByEnd = next?.kind === 'page' && next.isDone && next.events.length === 0
    if (isDone || (events.length > 0 && !isFollowedByEnd)) await this.#checkpoint(step)
  }

  finish(): void {
    const { group, stream, position } = this.#reading
    if (this.#position) saySaved(group.group, stream, this.#position, position !== undefined)
    const mark = this.#markOf()
    if (!isSame(mark, this.#mark)) this.#states.marks.saveLater(this.#reading.group, stream, mark)
  }

  async #send(events: readonly LogEvent[]): Promise<void> {
    const { group, stream } = this.#reading
    log.debug(1, messages.sendingEvents())
    log.debug(1, messages.sentEvents(await sendMessages(this.#run, `${group.group}:${stream}`, events)))
    for (const { ingestionTime } of events) this.#ingested = Math.max(this.#ingested ?? 0, ingestionTime ?? 0)
  }

  async #checkpoint(step: PageStep): Promise<void> {
    const { group, stream } = this.#reading
    const next = advance(this.#base, step)
    if (step.isDone) this.#base = next
    if (!isSame(next, this.#position)) await this.#states.positions.save(group, stream, next)
    this.#position = next
    const { from, to, since = from } = step.window
    if (to !== undefined && !step.isDone) await this.#saveMark({ from: since, at: step.lastTime ?? from })
  }

  async #saveMark(backfill?: Backfill): Promise<void> {
    const mark = this.#markOf(backfill)
    if (isSame(mark, this.#mark)) return
    await this.#states.marks.save(this.#reading.group, this.#reading.stream, mark)
    this.#mark = mark
  }

  #markOf(backfill?: Backfill): StreamMark {
    return {
      endTime: this.#position?.endTime ?? null,
      ingested: this.#ingested,
      backfillFrom: backfill?.from ?? null,
      backfillAt: backfill?.at ?? null,
    }
  }
}

function isSame<T extends object>(a: T, b: T | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key])
}
