import type { StreamMark } from '../../state/ingestion-state.ts'
import type { LogEvent } from '../types.ts'
import type { Progress } from './windows.ts'

/**
 * What was sent although it lies after the stored end: AWS takes events that are dated up to two hours ahead, and the end
 * that is stored is never later than the time of the run. Milliseconds since 1970.
 */
export interface DatedAhead {
  /** Time of the last of them. */
  readonly to: number
  /** Those that AWS took in up to this time have been sent. */
  readonly ingested: number
}

/** As stored. */
export function aheadOf(mark: StreamMark | undefined): DatedAhead | undefined {
  if (mark === undefined || mark.aheadTo === null || mark.aheadIngested === null) return undefined
  return { to: mark.aheadTo, ingested: mark.aheadIngested }
}

/** Whether an event that follows the stored end was sent before. */
export function wasSentAhead({ timestamp, ingestionTime }: LogEvent, ahead: DatedAhead | undefined): boolean {
  if (ahead === undefined || ingestionTime === undefined) return false
  return timestamp <= ahead.to && ingestionTime <= ahead.ingested
}

/**
 * What is known after a step. Between two pages an event may be unknown that AWS took in before those already sent: only
 * the end of a window tells that all of them were.
 *
 * @param endTime that is stored after the step
 * @param ingested time of ingestion of the newest event sent
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
