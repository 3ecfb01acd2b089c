import { pythonRepr } from '../json/python-text.ts'
import { withDocument } from '../json/reader.ts'
import { toValue } from '../json/value.ts'

/** The body of a message as lines show it: as Python prints the document, or the text when it is none. */
export function printedBody(body: string): string {
  try {
    return pythonRepr(withDocument(Buffer.from(body), toValue))
  } catch {
    return pythonRepr(body)
  }
}
