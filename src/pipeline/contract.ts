import type { ObjectInfo, TextFormat } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import type { ExitCode } from '../errors.ts'
import type { ReadFailureKind } from '../objects/types.ts'
import type { EventWriter, WriterOptions } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'

/** An object to read. Plain data: it crosses to a worker. */
export interface ObjectJob extends ObjectInfo {
  /** Name of the bucket type, or of the subscriber: by it the worker finds how the object is read. */
  readonly type: string
  /** Whether {@link type} is a subscriber's. Default: a bucket's. */
  readonly isSubscriber?: boolean
  /** Bound on the expanded size, in bytes. */
  readonly maxObjectBytes: number
  readonly writer: WriterOptions
}

/** What turns the expanded bytes of an object into events. */
export interface Format {
  readonly decode: (content: Uint8Array, writer: EventWriter, info: ObjectInfo) => void
  /** In place of the job's own. */
  readonly writer?: Partial<WriterOptions>
  /** Tried when the bytes are not what this format asks for. */
  readonly otherwise?: Format
}

/** Each object is read as a whole, on a worker. */
export interface WholeReading {
  readonly kind: 'whole'
  /**
   * Picks what turns the bytes into events.
   *
   * @param content expanded bytes
   */
  readonly formatOf: (content: Uint8Array, job: ObjectJob) => Format
  /** Objects that are read piece by piece all the same, as their keys tell. Default: none are. */
  readonly pieces?: (job: ObjectJob) => PiecewiseReading['open'] | undefined
  /** Reads in blocks what is too large to be held. Default: an object is held, however large. */
  readonly text?: TextFormat
}

/** Each object is read piece by piece, so that memory does not grow with it. */
export interface PiecewiseReading {
  readonly kind: 'pieces'
  /** @throws AwsFailure; a ReadFailure is part of the result */
  readonly open: (body: ObjectBody, options: WriterOptions) => Promise<ObjectEvents>
}

/** How the objects of a run become events. */
export type Reading = WholeReading | PiecewiseReading

/** A `ReadFailure` as plain data. */
export interface FailureData {
  readonly kind: ReadFailureKind
  readonly cause: string
  readonly line?: string
  /**
   * It may pass, as it is no matter of the content: the object is refused, missing, too slow or damaged on the way.
   * Default: what is bad stays bad.
   */
  readonly passing?: Passing
}

/** A failure that may pass. */
export interface Passing {
  /** Exit code when the run does not wait for that. */
  readonly exitCode: ExitCode
  /** True: others are likely to meet it, too. */
  readonly isGeneral: boolean
}

/** The events of one object, all of them read once and known to be fine; or why they are not. */
export interface ObjectEvents {
  /** Empty when something failed. Read at most once, to the end or not. */
  readonly batches: Iterable<EventBatch> | AsyncIterable<EventBatch>
  readonly failure?: FailureData
  /** The events that were fine, where only single records failed. */
  readonly partial?: EventBatch
  /** Bytes of memory that the events take as long as they wait. Default 0: they wait on disk. */
  readonly heldBytes?: number
  /** Gives back what the events occupy, sent or not. */
  close(): Promise<void>
}
