import type { LogStream } from '../types.ts'
import type { Window } from './windows.ts'

/**
 * AWS has normally updated the times of a stream after this many milliseconds.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
 */
const IDLE_AFTER_MS = 60 * 60_000

/**
 * Decides whether a stream may contain unread events. A stream that was written recently is always read, since its
 * times may lag; an idle stream is read once AWS has updated its times.
 *
 * @param windows  the windows to read
 * @param ingested ingestion time of the newest event read; undefined if unknown
 * @param now      milliseconds since 1970
 */
export function needsReading(
  { lastEventTime, lastIngestionTime }: LogStream,
  windows: readonly Window[],
  ingested: number | undefined,
  now: number,
): boolean {
  const [window] = windows
  if (windows.length !== 1 || window?.to !== undefined || lastEventTime === undefined) return true
  if (lastEventTime >= (window?.from ?? 0) || now - lastEventTime < IDLE_AFTER_MS) return true
  return ingested !== undefined && lastIngestionTime !== undefined && lastIngestionTime > ingested
}

/** A name, or a prefix of names if it ends in `*`. */
export interface NamePattern {
  readonly text: string
  readonly isPrefix: boolean
}

export function namePattern(text: string): NamePattern {
  return text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false }
}

/** @returns true if a name matches any of the patterns; an empty list matches every name */
export function matchesAny(name: string, patterns: readonly NamePattern[]): boolean {
  if (patterns.length === 0) return true
  return patterns.some(({ text, isPrefix }) => (isPrefix ? name.startsWith(text) : name === text))
}

/** @returns a prefix whose listing contains all matching streams: their common prefix, or an empty text */
export function listingPrefix(patterns: readonly NamePattern[]): string | undefined {
  const [only] = patterns
  return patterns.length === 1 ? only?.text : undefined
}
