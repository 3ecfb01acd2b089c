import type { DebugLevel } from '../log.ts'
import type { DiscardOptions } from './discard.ts'
import type { EventBounds, Meter } from './event-bounds.ts'
import type { FieldTable } from './fields.ts'

/** What an event says about its object. Plain data. */
export interface EventContext {
  readonly logFile: string
  readonly bucket: string
  /** Not set for subscribers, whose events do not have the member. */
  readonly accountAlias?: string
  /** The last member of each event of some types. */
  readonly accountId?: string
}

/** The input of a writer. Plain data, which crosses to workers. */
export interface WriterOptions {
  /** The object of the events; not set for services. */
  readonly object?: EventContext | undefined
  readonly discard?: DiscardOptions | undefined
  readonly debugLevel: DebugLevel
  /** False (subscribers, services): drop null members and change nothing else. Default: true. */
  readonly reshape?: boolean
  /** Default: there are none. */
  readonly bounds?: EventBounds
  /** Of the object, where it is read in parts. Default: one of the writer's own. */
  readonly meter?: Meter
  /** Prefix of the lines about discarding, such as `[InspectorV2] `. */
  readonly label?: string
}

export interface RecordOptions {
  /** The last member of the event, or in its own position if the record has `source`. */
  readonly source?: string | undefined
  /** The members that the type reshapes. Make the table once. */
  readonly fields?: FieldTable
  /** Overrides the option of the writer. */
  readonly reshape?: boolean
  /**
   * For records that become several events: each step of the iteration changes the record into the next variant.
   * Default: one event, the record itself.
   */
  readonly variants?: Iterable<unknown>
  /** A line of level 3 before the events of the record, unless it is discarded. */
  readonly line?: string
}
