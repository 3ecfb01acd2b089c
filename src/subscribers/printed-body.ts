import { pythonRepr } from '../json/python-text.ts'
import { JsonReader } from '../json/reader.ts'
import { toValue } from '../json/value.ts'

/** The body of a message as lines show it: as Python prints the document, or the text when it is none. */
export function printedBody(body: string): string {
  const reader = new JsonReader()
  try {
    const root = reader.document(Buffer.from(body))
    return pythonRepr(toValue(reader.tape, root))
  } catch {
    return pythonRepr(body)
  }
}
