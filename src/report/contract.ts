import type { ExitCode } from '../errors.ts'

/** Whose logs, from where. Empty: not known. */
export interface Place {
  readonly account: string
  readonly region: string
}

export const NOWHERE: Place = { account: '', region: '' }

/** Why something is passed over. */
export type PassReason =
  /** It was collected before. */
  | 'processed'
  /** Its key does not go on as those of the partition. */
  | 'other-prefix'
  /** It is a file of another log type. */
  | 'other-type'
  /** It lies before the date asked for, or the state has forgotten it. */
  | 'not-selected'
  /** It has no date, so that it cannot be remembered, and older ones were collected before. */
  | 'undated'
  /** It failed before, and a later run tries it again. */
  | 'retried-later'
  /** A stream without a new event, a message without an object. */
  | 'nothing-new'
  /** A message that is not understood. */
  | 'not-understood'

/** Something that a run does not read. */
export interface PassedOver {
  /** Key of an object, name of a stream, id of a message. */
  readonly name: string
  readonly reason: PassReason
  /** When the object was written, in milliseconds since 1970. Default: not known. */
  readonly newest?: number
}

/** Why something is read: also because `--reparse` was given, or because it failed before. */
export type TakeReason = 'new' | 'reparsed' | 'retried'

/** What a delivery is made of. */
export interface Subject {
  /** Key of an object, name of a stream. */
  readonly name: string
  /** Why it is read. Default: it is new. */
  readonly why?: TakeReason | undefined
  /** Bytes as stored. Default 0. */
  readonly bytes?: number
  /** When the object was written, or the time of the newest event, in milliseconds since 1970. */
  readonly newest?: number | undefined
  /** More of it follows. Default false. */
  readonly isPart?: boolean
  /** What is listed beyond it, as far as it is known. */
  readonly left?: ListingLeft | undefined
}

export interface ListingLeft {
  /** Listed objects that are not judged yet. */
  readonly objects: number
  /** Whether there are further pages. */
  readonly hasMore: boolean
}

/** What became of a delivery. */
export interface Outcome {
  readonly sent: number
  readonly discarded: number
  readonly failed: number
  readonly tooLong: number
  /** Why the object, or a part of it, could not be read. */
  readonly failure?: string | undefined
}

/** Where a part of a source is read from. */
export interface Beginning {
  /** Path of a partition, name of a service or queue. */
  readonly name: string
  /** What lies before this key is not listed. */
  readonly after?: string
}

/** Told what a run does, in the order in which it does it. */
export interface RunReport {
  began(beginning: Beginning, place: Place): void
  passedOver(object: PassedOver, place: Place): void
  handedOver(subject: Subject, outcome: Outcome, place: Place): void
}

/** What a run did for an account and region. */
export interface PlaceCounts extends Place {
  /** Objects, log streams, scans. */
  readonly objects: number
  readonly events: number
  readonly discarded: number
  /** Objects and records that could not be read. */
  readonly failed: number
  /** Objects that belong to no log of the type, or wait to be tried again. */
  readonly passedOver: number
  /** As stored. */
  readonly bytes: number
  /** Of the newest object or event, in milliseconds since 1970. */
  readonly newest?: number | undefined
}

/** The report of a run, with its end. */
export interface EndingReport extends RunReport {
  /** Called when the run came to its end. @throws RunError 141 when nobody reads stdout any more */
  finish(): void
  /** Called last, however the run ended. */
  close(exitCode: ExitCode): Promise<void>
}
