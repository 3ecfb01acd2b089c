import type { QueueMessage } from '../subscribers/types.ts'

/** The messages of a queue, and what becomes of them. Methods throw RunError 20, 21; AwsFailure. */
export interface MessageSource {
  /** Messages as they come, until the queue is empty or {@link close} was called. @throws also what ends the run early */
  messages(): AsyncGenerator<QueueMessage>
  /** Takes a message whose events were handed over. */
  ack(message: QueueMessage): Promise<void>
  /** Takes a message that came to nothing. */
  nack(message: QueueMessage): void
  /** Takes no more messages from the queue; those that were received are still handed out. */
  close(): void
  /** Waits until what was acknowledged is done with. */
  drain(): Promise<void>
  /** Gives back what is not done, for others to take at once. */
  releaseAll(): Promise<void>
}
