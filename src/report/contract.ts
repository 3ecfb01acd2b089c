import type { ExitCode } from '../errors.ts'

/** The account and region of logs; empty if unknown. */
export interface Place {
  readonly account: string
  readonly region: string
}

export const NOWHERE: Place = { account: '', region: '' }

export type PassReason =
  | 'processed'
  /** Its key does not have the form of the partition's keys. */
  | 'other-prefix'
  | 'other-type'
  /** It is before the requested date, or the state has forgotten it. */
  | 'not-selected'
  /** It has no date, so it cannot be remembered, and is within the look-back. */
  | 'undated'
  /** It failed before, and a later run retries it. */
  | 'retried-later'
  /** A stream without a new event, a message without an object. */
  | 'nothing-new'
  | 'not-understood'

/** An object, stream or message that a run does not read. */
export interface PassedOver {
  /** Key of an object, name of a stream, id of a message. */
  readonly name: string
  readonly reason: PassReason
  /** When the object was written, in milliseconds since 1970. Default: unknown. */
  readonly newest?: number
}

/** The reasons why something is read: it is new, `--reparse` was given, or it failed before. */
export type TakeReason = 'new' | 'reparsed' | 'retried'

export interface Subject {
  /** Key of an object, name of a stream. */
  readonly name: string
  /** Default: it is new. */
  readonly why?: TakeReason | undefined
  /** Bytes as stored. Default: 0. */
  readonly bytes?: number
  /** When the object was written, or the time of the newest event, in milliseconds since 1970. */
  readonly newest?: number | undefined
  /** True if more of it follows. Default: false. */
  readonly isPart?: boolean
  /** The objects listed after it, as far as they are known. */
  readonly left?: ListingLeft | undefined
}

export interface ListingLeft {
  /** Listed objects that are not classified yet. */
  readonly objects: number
  readonly hasMore: boolean
}

/** The outcome of a delivery: numbers of events, and a failure. */
export interface Outcome {
  readonly sent: number
  readonly discarded: number
  readonly failed: number
  readonly tooLong: number
  /** The cause, if the object or a part of it could not be read. */
  readonly failure?: string | undefined
}

export interface Beginning {
  /** Path of a partition, name of a service or queue. */
  readonly name: string
  /** Keys up to this one are not listed. */
  readonly after?: string
}

/** Takes what a run does, in order. */
export interface RunReport {
  began(beginning: Beginning, place: Place): void
  passedOver(object: PassedOver, place: Place): void
  handedOver(subject: Subject, outcome: Outcome, place: Place): void
}

/** The counts of a run for an account and region. */
export interface PlaceCounts extends Place {
  /** Objects, log streams, scans. */
  readonly objects: number
  readonly events: number
  readonly discarded: number
  readonly failed: number
  /** Objects that do not belong to the type, or wait for a retry. */
  readonly passedOver: number
  /** Bytes as stored. */
  readonly bytes: number
  /** Time of the newest object or event, in milliseconds since 1970. */
  readonly newest?: number | undefined
}

/** A report that also takes the end of the run. */
export interface EndingReport extends RunReport {
  /** Called if the run succeeded. @throws RunError 141 if nobody reads stdout any more */
  finish(): void
  /** Called last, however the run ended. */
  close(exitCode: ExitCode): Promise<void>
}
