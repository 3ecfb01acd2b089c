import type { QueueMessage } from '../subscribers/types.ts'

/** A source of queue messages. Methods throw RunError 20, 21; AwsFailure. */
export interface MessageSource {
  /** The messages, until the queue is empty or {@link close} is called. @throws also signal.reason */
  messages(): AsyncGenerator<QueueMessage>
  /** Acknowledges a message whose events were handed over. */
  ack(message: QueueMessage): Promise<void>
  nack(message: QueueMessage): void
  /** Stops receiving. Messages that were received are still returned. */
  close(): void
  /** Waits until all acknowledged messages are finished. */
  drain(): Promise<void>
  /** Makes unfinished messages visible to others at once. */
  releaseAll(): Promise<void>
}
