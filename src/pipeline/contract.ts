import type { ObjectInfo, TextFormat } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import type { ExitCode } from '../errors.ts'
import type { ReadFailureKind } from '../objects/types.ts'
import type { WriterOptions } from '../transform/contract.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'

/** An object to read. Plain data, which is sent to a worker. */
export interface ObjectJob extends ObjectInfo {
  /** Name of the bucket type or of the subscriber: the worker finds the reading by it. */
  readonly type: string
  /** Whether {@link type} is a subscriber. Default: it is a bucket type. */
  readonly isSubscriber?: boolean
  /** Bound on the expanded size, in bytes. */
  readonly maxObjectBytes: number
  readonly writer: WriterOptions
}

/** Turns the expanded bytes of an object into events. */
export interface Format {
  readonly decode: (content: Uint8Array, writer: EventWriter, info: ObjectInfo) => void
  /** Replaces options of the job. */
  readonly writer?: Partial<WriterOptions>
  /** Tried when the bytes are not of this format. */
  readonly fallback?: Format
}

/** Reads each object as a whole, on a worker. */
export interface WholeReading {
  readonly kind: 'whole'
  /**
   * @param content expanded bytes
   * @returns the format of the bytes
   */
  readonly formatOf: (content: Uint8Array, job: ObjectJob) => Format
  /** @returns how to read an object piece by piece; undefined: as a whole. Default: every object as a whole. */
  readonly pieces?: (job: ObjectJob) => PiecewiseReading['open'] | undefined
  /** Reads objects in blocks that are too large for memory. Default: every object is held in memory. */
  readonly text?: TextFormat | undefined
}

/** Reads each object piece by piece, so that memory does not grow with it. */
export interface PiecewiseReading {
  readonly kind: 'pieces'
  /** A ReadFailure is part of the result. @throws AwsFailure */
  readonly open: (body: ObjectBody, options: WriterOptions, maxObjectBytes: number) => Promise<ObjectEvents>
}

/** Turns the objects of a run into events. */
export type Reading = WholeReading | PiecewiseReading

/** A `ReadFailure` as plain data. */
export interface FailureData {
  readonly kind: ReadFailureKind
  readonly cause: string
  readonly line?: string | undefined
  /**
   * Set when a later attempt may succeed: the object is refused, missing, too slow or damaged on the way. Default: the
   * content is bad.
   */
  readonly transient?: Transient
}

/** A failure that may go away. */
export interface Transient {
  /** Exit code if the failure ends the run. */
  readonly exitCode: ExitCode
  /** Whether other objects are likely to fail in the same way. */
  readonly isGeneral: boolean
}

/** The events of one object, all of which have been read once without an error; or the failure. */
export interface ObjectEvents {
  /** Empty when something failed. Can be read once. */
  readonly batches: Iterable<EventBatch> | AsyncIterable<EventBatch>
  readonly failure?: FailureData | undefined
  /** The good events, where only some records failed. */
  readonly partial?: EventBatch | undefined
  /** Bytes of memory that the events occupy while they wait. Default 0: they wait on disk. */
  readonly heldBytes?: number
  /** Releases the memory or the file of the events, sent or not. */
  close(): Promise<void>
}
