import type { Delivery } from '../delivery/contract.ts'
import { ofObject } from '../delivery/of-object.ts'
import type { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { PassedOver, PassReason, Place } from '../report/contract.ts'
import { printedBody } from '../subscribers/printed-body.ts'
import type { QueueMessage } from '../subscribers/types.ts'
import type { MessageSource } from './message-source.ts'
import type { ReadPart } from './read-message.ts'

interface Outcome {
  readonly message: QueueMessage
  failure: RunError | undefined
  /** True if no event of one of the objects could be sent. */
  hasLostObject: boolean
}

/**
 * Makes a delivery of each object of a message, and acknowledges the message after its last one. A message that is not
 * understood, or that has a failed object, is left to the redrive policy of the queue.
 */
export class MessageDeliveries {
  /** The failure that ends the run once the other messages are processed. */
  failure: RunError | undefined
  readonly #consumer: Pick<MessageSource, 'ack' | 'nack' | 'close'>

  constructor(consumer: Pick<MessageSource, 'ack' | 'nack' | 'close'>) {
    this.#consumer = consumer
  }

  async *of(parts: AsyncIterable<ReadPart>): AsyncGenerator<Delivery> {
    let outcome: Outcome | undefined
    for await (const part of parts) {
      const { message } = part
      if (outcome?.message !== message) outcome = { message, failure: undefined, hasLostObject: false }
      if (part.kind === 'object') yield this.#object(part, outcome)
      else if (part.kind === 'unknown') yield this.#unknown(message)
      else
        yield {
          lines: [],
          passedOver: [messagePassed(message, 'nothing-new')],
          commit: () => this.#consumer.ack(message),
        }
    }
  }

  #unknown(message: QueueMessage): Delivery {
    const lines = [{ level: 2, text: messages.omitted(printedBody(message.body)) }] as const
    const passedOver = [messagePassed(message, 'not-understood')]
    return { lines, passedOver, commit: async () => this.#consumer.nack(message) }
  }

  #object(
    { message, events, context, size, isLast }: Extract<ReadPart, { kind: 'object' }>,
    outcome: Outcome,
  ): Delivery {
    // Redelivery would resend the good records, so a partly bad object does not keep its message.
    if (events.failure && !events.partial) outcome.hasLostObject = true
    const finishAfterLast = async () => {
      if (isLast) await this.#finish(outcome)
    }
    return {
      lines: [],
      isContinued: !isLast,
      place: placeOfKey(context.logFile),
      subject: { name: `s3://${context.bucket}/${context.logFile}`, bytes: size, newest: timeOfKey(context.logFile) },
      ...ofObject(events, context, message.receiveCount > 1),
      commit: finishAfterLast,
      abandon: (reason) => {
        outcome.failure ??= reason
        return finishAfterLast()
      },
    }
  }

  async #finish({ message, failure, hasLostObject }: Outcome): Promise<void> {
    if (failure || hasLostObject) this.#consumer.nack(message)
    else await this.#consumer.ack(message)
    if (failure) this.#endWith(failure)
  }

  /** The first failure ends the run, which prints it. Later ones are printed here. */
  #endWith(failure: RunError): void {
    if (this.failure) for (const { text } of failure.lines) log.error(text)
    this.failure ??= failure
    this.#consumer.close()
  }
}

function messagePassed({ id }: QueueMessage, reason: PassReason): PassedOver {
  return { name: `message ${id}`, reason }
}

/** Keys of AWS's own logs contain the account and the region. */
function placeOfKey(key: string): Place {
  const path =
    /AWSLogs\/(?:o-[a-z0-9]+\/)?(?:aws-account-id=)?(\d{12})\/(?:[^/]+\/)?(?:aws-region=)?([a-z]{2}(?:-[a-z]+)+-\d+)?/
  const [, account = '', region = ''] = path.exec(key) ?? []
  return { account, region }
}

/** Most names of log files contain their time. @returns milliseconds since 1970 */
function timeOfKey(key: string): number | undefined {
  const [, year, month, day, hours, minutes] = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d*Z/.exec(key) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:00Z`)
  return Number.isNaN(time) ? undefined : time
}
