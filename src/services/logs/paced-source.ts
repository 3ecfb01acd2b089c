import { abortable } from '../../concurrency/abortable.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { LogSource } from '../types.ts'
import { Pace } from './pace.ts'

export interface PacedOptions {
  readonly region: string
  /** Most calls at a time. */
  readonly most: number
  /** Once the run must end, no call is waited for. */
  readonly signal: AbortSignal
}

/** A source all of whose calls keep the one pace of their region. */
export function pacedSource(source: LogSource, { region, most, signal }: PacedOptions): LogSource {
  const pace = new Pace({ most, onSlower: (calls) => log.debug(1, messages.slowingDown(region, calls)) })
  const call = <T>(make: () => Promise<T>): Promise<T> => abortable(pace.run(make), signal)
  return {
    groups: (prefix) => call(() => source.groups(prefix, signal)),
    streams: (group, prefix) => call(() => source.streams(group, prefix, signal)),
    events: (group, stream, query) => call(() => source.events(group, stream, query, signal)),
    deleteStream: (group, stream) => call(() => source.deleteStream(group, stream, signal)),
  }
}
