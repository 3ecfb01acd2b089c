import type { DebugLevel } from '../log.ts'
import type { DiscardOptions } from './discard.ts'
import type { FieldTable } from './fields.ts'

/** What an event tells of the object that it comes from. Plain data. */
export interface EventContext {
  /** Key of the object. */
  readonly logFile: string
  readonly bucket: string
  /** Subscribers have none, and then no such member. */
  readonly accountAlias?: string
  /** Put at the end of every event where the type says so. */
  readonly accountId?: string
}

/** What a writer needs. Plain data: it crosses to workers. */
export interface WriterOptions {
  /** The object that the events come from; services have none. */
  readonly object?: EventContext
  readonly discard?: DiscardOptions
  readonly debugLevel: DebugLevel
  /** False: only null members are dropped (subscribers, services). Default true. */
  readonly reshape?: boolean
  /** Put in front of the lines about discarding, such as `[InspectorV2] `. */
  readonly label?: string
}

/** How a record becomes an event. */
export interface RecordOptions {
  /** Put last in the event, or in its own place where the record has `source`. */
  readonly source?: string
  /** What the type reshapes. Make it once. */
  readonly fields?: FieldTable
  /** Overrides the writer's. */
  readonly reshape?: boolean
  /** Several events come of the record: each step of this changes it into the next. Default: one event, as it is. */
  readonly forms?: Iterable<unknown>
  /** A line of level 3 before the events that come of the record, unless it is discarded. */
  readonly line?: string
}
