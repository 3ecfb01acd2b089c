import { AwsFailure } from '../../aws/failure.ts'
import type { LogEvent, LogPage, LogQuery, LogSource } from '../types.ts'
import { type DatedAhead, wasSentAhead } from './dated-ahead.ts'
import type { Progress, Window } from './windows.ts'

/** One answer of AWS about a stream, in the order in which its events are sent. */
export type ReadStep = PageStep | LateStep | GoneStep

export interface PageStep extends Progress {
  readonly kind: 'page'
  readonly events: readonly LogEvent[]
  readonly askedWith: string | undefined
  /** True if the page before was empty, which is not the end: no line reports the further request. */
  readonly followsEmpty: boolean
}

/** Events older than the position that arrived after it was stored. */
interface LateStep {
  readonly kind: 'late'
  readonly events: readonly LogEvent[]
}

/** The stream has been deleted since it was listed. */
interface GoneStep {
  readonly kind: 'gone'
  readonly events: readonly []
}

/** The window in which late events are searched. Milliseconds since 1970. */
export interface LateWindow {
  readonly from: number
  /** End of the stored position, inclusive. */
  readonly to: number
  /** Events ingested up to this time have been sent. */
  readonly ingested: number
}

export interface ReadPlan {
  readonly windows: readonly Window[]
  readonly late?: LateWindow | undefined
  /** Events that must not be sent again. */
  readonly ahead?: DatedAhead | undefined
}

type Ask = (query: LogQuery) => Promise<LogPage>

/** Reads a stream to its end. @throws AwsFailure */
export async function* readStream(
  source: LogSource,
  group: string,
  stream: string,
  { windows, late, ahead }: ReadPlan,
): AsyncGenerator<ReadStep, void, undefined> {
  const ask: Ask = (query) => source.events(group, stream, query)
  try {
    if (late) yield await readLate(ask, late)
    let lastTime: number | undefined
    for (const planned of windows) {
      // A window read before (all of it again, with `--reparse`) may have passed the stored end.
      const from = planned.to === undefined ? Math.max(planned.from, (lastTime ?? -1) + 1) : planned.from
      for await (const step of readWindow(ask, { ...planned, from }, ahead)) {
        lastTime = step.lastTime ?? lastTime
        yield step
      }
    }
  } catch (cause) {
    if (!(cause instanceof AwsFailure) || cause.kind !== 'not-found') throw cause
    yield { kind: 'gone', events: [] }
  }
}

/**
 * Reads pages backwards from the newest event until a page brings nothing late and reaches the time up to which
 * everything is known: an event dated ahead comes after all later arrivals.
 */
async function readLate(ask: Ask, { from, to, ingested }: LateWindow): Promise<LateStep> {
  const query = { startTime: from, endTime: to + 1, fromTail: true }
  const pages: (readonly LogEvent[])[] = []
  for (let token: string | undefined; ; ) {
    const { events, previousToken = '' } = await ask({ ...query, token })
    const late = events.filter(({ timestamp, ingestionTime = 0 }) => timestamp <= to && ingestionTime > ingested)
    pages.unshift(late)
    const isKnown = late.length === 0 && events.some(({ timestamp }) => timestamp <= ingested)
    if (isKnown || previousToken === '' || previousToken === token) return { kind: 'late', events: pages.flat() }
    token = previousToken
  }
}

/** Continues through empty pages: the window ends where the token repeats. */
async function* readWindow(
  ask: Ask,
  window: Window,
  ahead: DatedAhead | undefined,
): AsyncGenerator<PageStep, void, undefined> {
  const query = { startTime: window.from, endTime: window.to }
  let askedWith: string | undefined
  let lastTime: number | undefined
  let followsEmpty = false
  for (;;) {
    const page = await ask({ ...query, token: askedWith })
    const { to } = window
    const events = to === undefined ? newIn(page, ahead) : page.events.filter(({ timestamp }) => timestamp < to)
    const isDone = page.nextToken === askedWith || page.nextToken === ''
    for (const { timestamp } of events) lastTime = Math.max(lastTime ?? timestamp, timestamp)
    yield { kind: 'page', window, events, askedWith, followsEmpty, lastTime, token: page.nextToken, isDone }
    if (isDone) return
    askedWith = page.nextToken
    followsEmpty = events.length === 0
  }
}

function newIn({ events }: LogPage, ahead: DatedAhead | undefined): readonly LogEvent[] {
  return ahead === undefined ? events : events.filter((event) => !wasSentAhead(event, ahead))
}
