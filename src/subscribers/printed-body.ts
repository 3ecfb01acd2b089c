import { withDocument } from '../json/reader.ts'
import { toValue } from '../json/value.ts'
import { pythonRepr } from '../python/repr.ts'
import type { JsonObject, JsonValue } from '../python/value.ts'
import type { QueueMessage } from './types.ts'

/** What the queue answered, as Python prints it; without the receipts, by which messages can be deleted. */
export function printedAnswer(received: readonly QueueMessage[]): string {
  return pythonRepr(new Map(received.length > 0 ? [['Messages', received.map(shown)]] : []))
}

function shown({ id, body, receiveCount }: QueueMessage): JsonObject {
  const attributes: JsonObject = new Map([['ApproximateReceiveCount', String(receiveCount)]])
  return new Map<string, JsonValue>([
    ['MessageId', id],
    ['Body', body],
    ['Attributes', attributes],
  ])
}

/** The body of a message as lines show it: as Python prints the document, or the text when it is none. */
export function printedBody(body: string): string {
  try {
    return pythonRepr(withDocument(Buffer.from(body), toValue))
  } catch {
    return pythonRepr(body)
  }
}
