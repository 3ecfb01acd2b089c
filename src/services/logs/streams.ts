import type { LogStream } from '../types.ts'
import type { Window } from './windows.ts'

/**
 * Milliseconds after which AWS has normally brought the times of a stream up to date.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
 */
const IDLE_AFTER_MS = 60 * 60_000

/**
 * Whether a stream may hold events that were not read yet. One that was written to not long ago is always read, as
 * its times may lag behind; in one at rest, what comes shows when AWS has brought its times up to date.
 *
 * @param windows  what is to be read of it
 * @param ingested time of ingestion of the newest event read; none: not known
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

/** A name, or the start of names when it ends in `*`. */
export interface NamePattern {
  readonly text: string
  readonly isPrefix: boolean
}

export function namePattern(text: string): NamePattern {
  return text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false }
}

/** Whether a name is meant by any of the patterns; no patterns mean every name. */
export function matchesAny(name: string, patterns: readonly NamePattern[]): boolean {
  if (patterns.length === 0) return true
  return patterns.some(({ text, isPrefix }) => (isPrefix ? name.startsWith(text) : name === text))
}

/** What to list so that every stream that is meant is in it: the one common prefix, or everything. */
export function listingPrefix(patterns: readonly NamePattern[]): string | undefined {
  const [only] = patterns
  return patterns.length === 1 ? only?.text : undefined
}
