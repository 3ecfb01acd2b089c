/** A line for the operator that belongs before a certain event, so that lines and events keep their order. */
export interface EventLine {
  /** Index in the batch of the event before which it is printed; the number of events: after the last. */
  readonly before: number
  /** `warning`, `error` and `plain` (without a label) always, a number from that debug level on. */
  readonly level: 'error' | 'warning' | 'plain' | 1 | 2 | 3
  readonly text: string
}

/**
 * Finished events: datagrams back to back, as they leave. Plain buffers, so that a worker can hand them over
 * by transfer.
 */
export interface EventBatch {
  /** The datagrams, each with its `1:Wazuh-AWS:` header, one after another. */
  readonly bytes: Uint8Array
  /** Where each datagram ends in `bytes`; as long as there are events. */
  readonly ends: Uint32Array
  /** Lines in the order of `before`. */
  readonly lines: readonly EventLine[]
  /** Events that the discard rule dropped. */
  readonly discarded: number
  /** Events that could not be made to fit and are left out. */
  readonly failed: number
}

/** Where events go: the manager's queue, or standard output for people. */
export interface Emitter {
  /**
   * Hands over every event of the batch in order, printing its lines where they belong and, at debug 3, each message.
   * Returns when the last one has been taken. A full queue makes it wait; nothing is dropped.
   *
   * @param options `quoted`: the message line of debug 3 is shown as a JSON string (CloudWatch's plain texts)
   * @throws RunError 11 when the manager does not run, 13 when sending fails for another reason
   */
  send(batch: EventBatch, options?: { quoted?: boolean }): Promise<void>
  /** Of this run, so far. */
  readonly counts: EmitterCounts
  /** Ends the sending; may wait for a moment to hear what became of the events. */
  close(): Promise<void>
}

export interface EmitterCounts {
  /** Events handed over. */
  readonly sent: number
  /** Events too long for the socket. */
  readonly tooLong: number
  /** Once closed, if the manager tells. */
  readonly manager?: ManagerCounts | undefined
}

/** What the manager has counted since the run began: at most so many events are of this run, as others may send too. */
export interface ManagerCounts {
  readonly arrived: number
  readonly dropped: number
}

/** The queue behind the socket, which drops what it cannot hold. */
export interface WatchedQueue {
  /** Events that it can take now; less than 1: none. Infinite: there is nothing to go by. */
  room(): Promise<number>
  /** Tells it that so many events have been sent. */
  sent(events: number): void
  /** Waits for a moment until it has counted what was sent. @returns undefined when it does not tell */
  settle(): Promise<ManagerCounts | undefined>
}

/** First bytes of every datagram: queue number, location. */
export const HEADER = '1:Wazuh-AWS:'
/** Readers of the socket cut there: an event must be no longer, header included. */
export const MAX_DATAGRAM = 65_535
