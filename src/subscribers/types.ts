export interface QueueMessage {
  readonly id: string
  readonly body: string
  /** Identifies this receipt of the message when it is deleted or extended. */
  readonly handle: string
  /** How often it was received, including this time; approximate, as SQS counts. */
  readonly receiveCount: number
}

/**
 * An SQS queue. Implemented under `src/aws/`. It retries failures and then throws them as `AwsFailure`: `not-found` if
 * the queue does not exist.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export interface MessageQueue {
  /** Name in lines for the operator. */
  readonly url: string
  /** Seconds for which a received message is hidden from others. */
  readonly visibilitySeconds: number
  /** Seconds for which a message is kept. */
  readonly retentionSeconds: number
  /** Receives of a message before it moves to the dead-letter queue; Infinity without one; undefined if unknown. */
  readonly maxReceiveCount?: number | undefined
  /**
   * @param max  largest number of messages, 1 to 10
   * @param wait seconds to wait for the first one, 0 to 20
   * @throws AwsFailure, signal.reason
   */
  receive(max: number, wait: number, signal?: AbortSignal): Promise<readonly QueueMessage[]>
  /** Deletes messages for good. @param handles any number @returns those that could not be deleted */
  remove(handles: readonly string[], signal?: AbortSignal): Promise<readonly FailedRemoval[]>
  /** Hides a message for this many seconds from now on, 0 to 43,200; 0 makes it visible at once. */
  extend(handle: string, seconds: number, signal?: AbortSignal): Promise<void>
}

/** A message that could not be deleted. */
export interface FailedRemoval {
  readonly handle: string
  readonly reason: string
}
