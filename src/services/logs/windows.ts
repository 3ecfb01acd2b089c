import type { StreamPosition } from '../../state/cloudwatch-state.ts'

/**
 * A range of time to read. Milliseconds since 1970; `from` is inclusive, `to` exclusive. Without `to` it has no end.
 */
export interface Window {
  readonly from: number
  readonly to?: number
  /** Everything from this time up to `from` has been sent by an unfinished run. Default: `from`. */
  readonly since?: number
}

/** The progress of an unfinished run in reading events older than all stored ones. */
export interface Backfill {
  readonly from: number
  /** Everything before this time has been sent. */
  readonly at: number
}

export interface WindowOptions {
  /** `only_logs_after`. Default: the start of today. */
  readonly start: number
  readonly reparse: boolean
  readonly position?: StreamPosition | undefined
  readonly backfill?: Backfill | undefined
  /**
   * True if events of the same millisecond as the stored end must not be read again: later arrivals are found as late
   * events. Default: false, as the end may be the start of a day without events.
   */
  readonly isEndSent?: boolean
}

/**
 * The windows to read of a stream, in order: first the time before the stored start, if an earlier date is requested
 * (or all of it again, with `--reparse`), then the time after the stored end.
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

export interface Progress {
  readonly window: Window
  /** Time of the last event; undefined before the first one. */
  readonly lastTime?: number | undefined
  readonly token: string
  readonly isDone: boolean
}

/**
 * The position to store. Between two pages the time of the last event is not stored as read, since the next page may
 * contain more events of that millisecond: after a kill, those are sent twice. A window before the stored start counts
 * only as a whole: {@link Backfill} tracks its parts. The end is never later than now, unless another program has
 * stored it so: an event dated ahead would hide later arrivals.
 *
 * @param now milliseconds since 1970
 */
export function advance(position: StreamPosition | undefined, progress: Progress, now: number): StreamPosition {
  const { window, lastTime, token, isDone } = progress
  const { from, since = from } = window
  const { startTime, endTime } = position ?? { startTime: null, endTime: null }
  if (window.to !== undefined && !isDone) return { token, startTime, endTime }
  const reached = Math.min(now, isDone ? (lastTime ?? endTime ?? from) : (lastTime ?? from) - 1)
  return { token, startTime: Math.min(startTime ?? since, since), endTime: Math.max(endTime ?? reached, reached) }
}
