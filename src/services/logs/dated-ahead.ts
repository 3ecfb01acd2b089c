import type { StreamMark } from '../../state/ingestion-state.ts'
import type { LogEvent } from '../types.ts'
import type { Progress } from './windows.ts'

/**
 * The events that were sent although they are later than the stored end: AWS accepts events dated up to two hours
 * ahead, and the stored end is never later than the time of the run. Milliseconds since 1970.
 */
export interface DatedAhead {
  /** Time of the last of them. */
  readonly to: number
  /** Those that AWS ingested up to this time have been sent. */
  readonly ingested: number
}

/** As stored. */
export function aheadOf(mark: StreamMark | undefined): DatedAhead | undefined {
  if (mark === undefined || mark.aheadTo === null || mark.aheadIngested === null) return undefined
  return { to: mark.aheadTo, ingested: mark.aheadIngested }
}

/** @returns true if an event after the stored end was sent before */
export function wasSentAhead({ timestamp, ingestionTime }: LogEvent, ahead: DatedAhead | undefined): boolean {
  if (ahead === undefined || ingestionTime === undefined) return false
  return timestamp <= ahead.to && ingestionTime <= ahead.ingested
}

/**
 * Updates the mark after a step. Between two pages there may still be an unknown event that AWS ingested before those
 * already sent: only the end of a window shows that all of them were.
 *
 * @param endTime end that is stored after the step
 * @param ingested ingestion time of the newest event sent
 */
export function datedAhead(
  before: DatedAhead | undefined,
  { window, lastTime, isDone }: Progress,
  endTime: number | null,
  ingested: number | null,
): DatedAhead | undefined {
  if (window.to !== undefined || endTime === null || ingested === null) return before
  const reached = lastTime === undefined ? endTime : isDone ? lastTime : lastTime - 1
  const to = Math.max(before?.to ?? reached, reached)
  if (to <= endTime) return undefined
  return isDone || reached === to ? { to, ingested } : before
}
