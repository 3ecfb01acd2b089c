import { withDocument } from '../json/reader.ts'
import { toValue } from '../json/value.ts'
import { pythonRepr } from '../python/repr.ts'
import type { JsonObject, JsonValue } from '../python/value.ts'
import type { QueueMessage } from './types.ts'

/** The answer of the queue as Python prints it, without the receipt handles, which allow deleting messages. */
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

/** The body of a message in lines for the operator: as Python prints the document, or the text if it is not JSON. */
export function printedBody(body: string): string {
  try {
    return pythonRepr(withDocument(Buffer.from(body), toValue))
  } catch {
    return pythonRepr(body)
  }
}
