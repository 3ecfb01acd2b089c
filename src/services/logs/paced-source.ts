import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { Stop } from '../../stop.ts'
import type { LogSource } from '../types.ts'
import { Pace } from './pace.ts'

export interface PacedOptions {
  readonly region: string
  /** Most calls at a time. */
  readonly most: number
  /** Once the run must end, no call is waited for. */
  readonly stop: Pick<Stop, 'race'>
}

/** A source all of whose calls keep the one pace of their region. */
export function pacedSource(source: LogSource, { region, most, stop }: PacedOptions): LogSource {
  const pace = new Pace({ most, onSlower: (calls) => log.debug(1, messages.slowingDown(region, calls)) })
  const call = <T>(make: () => Promise<T>): Promise<T> => stop.race(pace.run(make))
  return {
    groups: (prefix) => call(() => source.groups(prefix)),
    streams: (group, prefix) => call(() => source.streams(group, prefix)),
    events: (group, stream, query) => call(() => source.events(group, stream, query)),
    deleteStream: (group, stream) => call(() => source.deleteStream(group, stream)),
  }
}
