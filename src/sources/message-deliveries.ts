import type { Delivery } from '../delivery/contract.ts'
import { ofObject } from '../delivery/of-object.ts'
import type { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import { printedBody } from '../subscribers/printed-body.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import type { ReadMessage, ReadObject } from './read-message.ts'
import type { SqsConsumer } from './sqs-consumer.ts'

/**
 * What is delivered for messages: one object after another, the message deleted with the last one. A message that is
 * not understood, or one of whose objects failed, is left to the queue's redrive policy.
 */
export class MessageDeliveries {
  /** Why the run must end when the other messages are done. */
  failure: RunError | undefined
  readonly #consumer: SqsConsumer

  constructor(consumer: SqsConsumer) {
    this.#consumer = consumer
  }

  async *of(read: AsyncIterable<ReadMessage>): AsyncGenerator<Delivery> {
    for await (const { message, objects } of read) {
      if (!objects) yield this.#unknown(message)
      else if (objects.length === 0) yield { lines: [], commit: () => this.#consumer.ack(message) }
      else yield* this.#objects(message, objects)
    }
  }

  #unknown(message: QueueMessage): Delivery {
    const lines = [{ level: 2, text: messages.omitted(printedBody(message.body)) }] as const
    return { lines, commit: async () => this.#consumer.nack(message) }
  }

  *#objects(message: QueueMessage, objects: readonly ReadObject[]): Generator<Delivery> {
    let failure: RunError | undefined
    const settle = async (object: ReadObject) => {
      if (object !== objects.at(-1)) return
      // Redelivery would resend the good records, so a partly bad object does not keep its message.
      const isLost = objects.some(({ events }) => events.failure && !events.partial)
      if (failure || isLost) this.#consumer.nack(message)
      else await this.#consumer.ack(message)
      if (failure) this.#endWith(failure)
    }
    for (const object of objects) {
      yield {
        lines: [],
        ...ofObject(object.events, object.context, message.receiveCount > 1),
        commit: () => settle(object),
        abandon: (reason) => {
          failure ??= reason
          return settle(object)
        },
      }
    }
  }

  /** The first failure ends the run and is printed there; the others are printed here. */
  #endWith(failure: RunError): void {
    if (this.failure) for (const { text } of failure.lines) log.error(text)
    this.failure ??= failure
    this.#consumer.close()
  }
}
