import type { StreamPosition } from '../../state/cloudwatch-state.ts'

/** A stretch of time to read. Milliseconds since 1970; `from` inclusive, `to` exclusive, none: whatever follows. */
export interface Window {
  readonly from: number
  readonly to?: number
  /** Everything from here up to `from` has been sent by a run that did not end. Default: `from`. */
  readonly since?: number
}

/** How far the reading of events older than all that is stored has come, in a run that did not end. */
export interface Backfill {
  /** Where it started. */
  readonly from: number
  /** Everything before this has been sent. */
  readonly at: number
}

export interface WindowOptions {
  /** `only_logs_after`, else the start of today. */
  readonly start: number
  readonly reparse: boolean
  /** None: the stream was never read. */
  readonly position?: StreamPosition | undefined
  readonly backfill?: Backfill | undefined
  /**
   * Events of the stored end's own millisecond are not to be read again: those that came since are found as late ones.
   * Default false: the end may be the start of a day on which nothing was found.
   */
  readonly isEndSent?: boolean
}

/**
 * What is to be read of a stream, in this order: what lies before the stored start, if an earlier date is asked for
 * (or all of it again, with reparse), then what lies behind the stored end.
 */
export function readWindows(options: WindowOptions): readonly Window[] {
  const { start, reparse, position, backfill, isEndSent = false } = options
  const { startTime, endTime } = position ?? { startTime: null, endTime: null }
  const isOlder = startTime !== null && start < startTime
  const windows: Window[] = []
  if (isOlder) {
    const resumed = !reparse && backfill?.from === start ? Math.min(backfill.at, startTime) : start
    windows.push({ from: resumed, to: startTime, since: start })
  } else if (reparse) windows.push({ from: start })
  const isEndBefore = endTime === start && isEndSent && !reparse
  if (endTime !== null && (endTime > start || isEndBefore)) windows.push({ from: endTime + 1 })
  else if (windows.length === 0) windows.push({ from: start })
  return windows
}

/** What was read of a window so far. */
export interface Progress {
  readonly window: Window
  /** Time of the last event; none: no event yet. */
  readonly lastTime?: number | undefined
  /** Token of the next page. */
  readonly token: string
  /** Nothing more is in the window. */
  readonly isDone: boolean
}

/**
 * The position to store. Between two pages the time of the last event is not claimed as read, since the next page
 * may hold more events of the same millisecond: a run that is killed there sends those of that millisecond twice.
 * A window before the stored start counts only as a whole: {@link Backfill} knows its parts. The end is never later than
 * now, unless somebody else has stored it so: an event dated ahead would hide those that come after it.
 *
 * @param now milliseconds since 1970
 */
export function advance(position: StreamPosition | undefined, progress: Progress, now: number): StreamPosition {
  const { window, lastTime, token, isDone } = progress
  const { from, since = from } = window
  const { startTime, endTime } = position ?? { startTime: null, endTime: null }
  if (window.to !== undefined && !isDone) return { token, startTime, endTime }
  const reached = Math.min(now, isDone ? (lastTime ?? endTime ?? from) : (lastTime ?? from) - 1)
  return {
    token,
    startTime: Math.min(startTime ?? since, since),
    endTime: Math.max(endTime ?? reached, reached),
  }
}
