import type { Line } from '../log.ts'

/** A line that is printed between two events. */
export interface EventLine extends Line {
  /** Index in the batch of the event before which it is printed. The number of events: after the last one. */
  readonly before: number
}

/**
 * Finished events: datagrams back to back, as they are sent. Plain buffers, so that a worker can transfer them.
 */
export interface EventBatch {
  /** The datagrams, each with its `1:Wazuh-AWS:` header, one after another. */
  readonly bytes: Uint8Array
  /** The end of each datagram in `bytes`: one number for each event. */
  readonly ends: Uint32Array
  /** Lines in the order of `before`. */
  readonly lines: readonly EventLine[]
  /** Events that the discard rule dropped. */
  readonly discarded: number
  /** Events that are too long even when shortened, and are left out. */
  readonly failed: number
}

/** Sends events to the manager's queue, or prints them to standard output. */
export interface Emitter {
  /**
   * Sends every event of the batch in order. Prints its lines between them and, at debug 3, each message. Returns when
   * the last event is handed over. It waits while the queue is full, and drops nothing.
   *
   * @param options `quoted`: the message line of debug 3 is shown as a JSON string (CloudWatch's plain texts)
   * @throws RunError 11 when the manager does not run, 13 when sending fails for another reason
   */
  send(batch: EventBatch, options?: { quoted?: boolean }): Promise<void>
  /** The events of this run so far. */
  readonly counts: EmitterCounts
  /** Ends the sending. May wait for a moment for the counts of the manager. */
  close(): Promise<void>
}

export interface EmitterCounts {
  /** Events handed over. */
  readonly sent: number
  /** Events too long for the socket. */
  readonly tooLong: number
  /** Set once closed, if the manager reports them. */
  readonly manager?: ManagerCounts | undefined
}

/** The manager's counts since the run began. They include events of other senders. */
export interface ManagerCounts {
  readonly arrived: number
  readonly dropped: number
}

/** The queue that reads from the socket. It drops what it cannot hold. */
export interface WatchedQueue {
  /** @returns events that it can take now; less than 1: none; Infinity: not known */
  available(): Promise<number>
  /** Records that events have been sent. */
  recordSent(events: number): void
  /** Waits for a moment until the sent events are counted. @returns undefined: the counts are not known */
  finalCounts(): Promise<ManagerCounts | undefined>
}

/** The start of every datagram: queue number and location. */
export const HEADER = '1:Wazuh-AWS:'
/** Bytes of the longest event, header included: readers of the socket truncate longer ones. */
export const MAX_DATAGRAM = 65_535
