import { createHash, randomUUID } from 'node:crypto'

export interface QueueOptions {
  /** Seconds for which a received message is hidden. Default: 30. */
  readonly visibilitySeconds?: number
  /** Seconds for which a message is kept. Default: 4 days. It is only reported: nothing is dropped before. */
  readonly retentionSeconds?: number
  /** Replace what is reported of these and of the messages. */
  readonly attributes?: Readonly<Record<string, string>>
  /** The queue for messages that were received this often without a deletion. */
  readonly redrive?: { readonly deadLetterQueue: string; readonly maxReceiveCount: number }
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly sent: number
  receiveCount: number
  /** Milliseconds since 1970 until which it is hidden. */
  hiddenUntil: number
  /** Receipt of the latest receive; earlier ones are invalid. */
  receipt: string
}

/** A standard queue. */
export class Queue {
  readonly name: string
  readonly options: QueueOptions
  messages: Message[] = []
  readonly #deadLetter: (body: string) => void

  /** @param deadLetter takes a message that was received too often */
  constructor(name: string, options: QueueOptions, deadLetter: (body: string) => void) {
    this.name = name
    this.options = options
    this.#deadLetter = deadLetter
  }

  /** Seconds. */
  get visibilitySeconds(): number {
    return this.options.visibilitySeconds ?? 30
  }

  /** Seconds. */
  get retentionSeconds(): number {
    return this.options.retentionSeconds ?? 4 * 86_400
  }

  send(body: string): Message {
    const message = { id: randomUUID(), body, sent: Date.now(), receiveCount: 0, hiddenUntil: 0, receipt: '' }
    this.messages.push(message)
    return message
  }

  /** Takes up to `max` visible messages and hides them. @param hideSeconds default: the queue's own */
  receive(max: number, hideSeconds = this.visibilitySeconds): Message[] {
    this.#redrive()
    const now = Date.now()
    const taken = this.messages.filter(({ hiddenUntil }) => hiddenUntil <= now).slice(0, max)
    for (const message of taken) {
      message.receiveCount++
      message.hiddenUntil = now + hideSeconds * 1000
      message.receipt = newReceipt()
    }
    return taken
  }

  /** Finds a message by the receipt of its latest receive. */
  find(receipt: string): Message | undefined {
    return this.messages.find((message) => message.receipt !== '' && message.receipt === receipt)
  }

  delete(message: Message): void {
    this.messages = this.messages.filter((other) => other !== message)
  }

  #redrive(): void {
    const { redrive } = this.options
    if (redrive === undefined) return
    const now = Date.now()
    const worn = ({ hiddenUntil, receiveCount }: Message) =>
      hiddenUntil <= now && receiveCount >= redrive.maxReceiveCount
    for (const message of this.messages.filter(worn)) {
      this.delete(message)
      this.#deadLetter(message.body)
    }
  }
}

/** @returns false for a text that was never a receipt */
export function isReceipt(text: string): boolean {
  return /^[0-9a-f-]{36}$/.test(Buffer.from(text, 'base64').toString())
}

function newReceipt(): string {
  return Buffer.from(randomUUID()).toString('base64')
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
