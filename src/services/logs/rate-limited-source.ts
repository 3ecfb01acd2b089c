import { abortable } from '../../concurrency/abortable.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { LogSource } from '../types.ts'
import { AdaptiveLimiter } from './adaptive-limiter.ts'

export interface RateLimitedSourceOptions {
  readonly region: string
  readonly max: number
  /** Aborts the waiting for calls. */
  readonly signal: AbortSignal
}

/** @returns a source whose calls share one limiter */
export function rateLimitedSource(source: LogSource, { region, max, signal }: RateLimitedSourceOptions): LogSource {
  const limiter = new AdaptiveLimiter({ max, onSlower: (calls) => log.debug(1, messages.slowingDown(region, calls)) })
  const call = <T>(make: () => Promise<T>): Promise<T> => abortable(limiter.run(make), signal)
  return {
    groups: (prefix) => call(() => source.groups(prefix, signal)),
    streams: (group, prefix) => call(() => source.streams(group, prefix, signal)),
    events: (group, stream, query) => call(() => source.events(group, stream, query, signal)),
    deleteStream: (group, stream) => call(() => source.deleteStream(group, stream, signal)),
  }
}
